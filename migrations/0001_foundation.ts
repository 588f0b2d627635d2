import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Roles of the broker's own database. Whoever runs this owns the schema; the application may read and write its tables
 * but never the audit trail's past; the sealer alone may number events.
 */
const ROLES = `
  DO $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sallyport_app') THEN
      CREATE ROLE sallyport_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sallyport_sealer') THEN
      CREATE ROLE sallyport_sealer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO sallyport_app, sallyport_sealer', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO sallyport_app', current_database());
  END $$;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  GRANT USAGE ON SCHEMA public TO sallyport_app, sallyport_sealer;
`;

const DIRECTORY = `
  CREATE TABLE job_role (
    key text CONSTRAINT job_role_pk PRIMARY KEY,
    title text NOT NULL
  );

  CREATE TABLE person (
    id uuid CONSTRAINT person_pk PRIMARY KEY,
    handle text NOT NULL CONSTRAINT person_handle_unique UNIQUE,
    name text NOT NULL,
    email text NOT NULL,
    status text NOT NULL CONSTRAINT person_status CHECK (status IN ('active', 'suspended', 'left')),
    manager_id uuid CONSTRAINT person_manager REFERENCES person (id),
    second_account_of uuid CONSTRAINT person_second_account REFERENCES person (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT person_not_own_manager CHECK (manager_id <> id)
  );
  CREATE UNIQUE INDEX person_email_unique ON person (lower(email));

  CREATE TABLE person_job_role (
    person_id uuid NOT NULL CONSTRAINT person_job_role_person REFERENCES person (id),
    job_role text NOT NULL CONSTRAINT person_job_role_role REFERENCES job_role (key),
    CONSTRAINT person_job_role_pk PRIMARY KEY (person_id, job_role)
  );

  CREATE TABLE person_prerequisite (
    person_id uuid NOT NULL CONSTRAINT person_prerequisite_person REFERENCES person (id),
    kind text NOT NULL,
    completed_on date NOT NULL,
    CONSTRAINT person_prerequisite_pk PRIMARY KEY (person_id, kind)
  );
`;

const CATALOG = `
  CREATE TABLE organisation (
    only_one boolean CONSTRAINT organisation_pk PRIMARY KEY DEFAULT true CONSTRAINT organisation_single CHECK (only_one),
    name text NOT NULL,
    dpo_contact text NOT NULL
  );

  CREATE TABLE processing_activity (
    id uuid CONSTRAINT processing_activity_pk PRIMARY KEY,
    key text NOT NULL CONSTRAINT processing_activity_key UNIQUE,
    title text NOT NULL,
    purpose text NOT NULL,
    data_categories text[] NOT NULL,
    legal_basis text NOT NULL,
    retired_at timestamptz
  );

  CREATE TABLE system (
    id uuid CONSTRAINT system_pk PRIMARY KEY,
    key text NOT NULL CONSTRAINT system_key UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    environment text NOT NULL,
    settings jsonb NOT NULL,
    credential_reference text NOT NULL,
    retired_at timestamptz
  );

  CREATE TABLE system_owner (
    system_id uuid NOT NULL CONSTRAINT system_owner_system REFERENCES system (id),
    person_id uuid NOT NULL CONSTRAINT system_owner_person REFERENCES person (id),
    CONSTRAINT system_owner_pk PRIMARY KEY (system_id, person_id)
  );

  -- What the last look at a target found. Request handlers never touch a target: they read this.
  CREATE TABLE system_reading (
    system_id uuid CONSTRAINT system_reading_pk PRIMARY KEY CONSTRAINT system_reading_system REFERENCES system (id),
    guard jsonb,
    findings jsonb NOT NULL,
    read_at timestamptz NOT NULL
  );

  CREATE TABLE entitlement (
    id uuid CONSTRAINT entitlement_pk PRIMARY KEY,
    key text NOT NULL CONSTRAINT entitlement_key UNIQUE,
    system_id uuid NOT NULL CONSTRAINT entitlement_system REFERENCES system (id),
    name text NOT NULL,
    description text NOT NULL,
    personal_data boolean NOT NULL,
    settings jsonb NOT NULL,
    retired_at timestamptz
  );

  CREATE TABLE access_profile (
    id uuid CONSTRAINT access_profile_pk PRIMARY KEY,
    key text NOT NULL CONSTRAINT access_profile_key UNIQUE,
    name text NOT NULL,
    description text NOT NULL,
    allows text[] NOT NULL,
    allows_not text[] NOT NULL,
    personal_data boolean NOT NULL,
    data_category text NOT NULL,
    purpose text NOT NULL,
    processing_activity_id uuid NOT NULL CONSTRAINT access_profile_activity REFERENCES processing_activity (id),
    minimum_seconds integer NOT NULL,
    default_seconds integer NOT NULL,
    maximum_seconds integer NOT NULL,
    claim_window_seconds integer NOT NULL,
    minimum_justification integer NOT NULL,
    start_ahead_seconds integer NOT NULL,
    ticket jsonb,
    step_up_max_age_seconds integer NOT NULL,
    approvals jsonb NOT NULL,
    prerequisites jsonb NOT NULL,
    separate_from uuid[] NOT NULL DEFAULT '{}',
    retired_at timestamptz,
    CONSTRAINT access_profile_personal_data_unique UNIQUE (id, personal_data),
    CONSTRAINT access_profile_durations CHECK (
      0 < minimum_seconds AND minimum_seconds <= default_seconds AND default_seconds <= maximum_seconds),
    CONSTRAINT access_profile_approved_by_somebody CHECK (jsonb_array_length(approvals) >= 1),
    CONSTRAINT access_profile_step_up_age CHECK (step_up_max_age_seconds BETWEEN 30 AND 300)
  );

  -- I18, the database's word: a personal-data profile can name only the circle, whatever the program believes.
  CREATE TABLE access_profile_job_role (
    profile_id uuid NOT NULL,
    personal_data boolean NOT NULL,
    job_role text NOT NULL CONSTRAINT access_profile_job_role_role REFERENCES job_role (key),
    CONSTRAINT access_profile_job_role_pk PRIMARY KEY (profile_id, job_role),
    CONSTRAINT access_profile_job_role_profile FOREIGN KEY (profile_id, personal_data)
      REFERENCES access_profile (id, personal_data) ON UPDATE CASCADE,
    CONSTRAINT personal_data_circle CHECK (NOT personal_data OR job_role IN ('cto', 'tech-lead'))
  );

  CREATE TABLE access_profile_entitlement (
    profile_id uuid NOT NULL CONSTRAINT access_profile_entitlement_profile REFERENCES access_profile (id),
    entitlement_id uuid NOT NULL CONSTRAINT access_profile_entitlement_entitlement REFERENCES entitlement (id),
    CONSTRAINT access_profile_entitlement_pk PRIMARY KEY (profile_id, entitlement_id)
  );
`;

const IDENTITY = `
  CREATE TABLE password_credential (
    person_id uuid CONSTRAINT password_credential_pk PRIMARY KEY
      CONSTRAINT password_credential_person REFERENCES person (id),
    hash text NOT NULL,
    changed_at timestamptz NOT NULL
  );

  CREATE TABLE totp_factor (
    person_id uuid CONSTRAINT totp_factor_pk PRIMARY KEY CONSTRAINT totp_factor_person REFERENCES person (id),
    sealed_seed bytea NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,
    enrolled_at timestamptz NOT NULL
  );

  -- Attempts are reserved before they are checked, so that fifty at once are five (I11).
  CREATE TABLE attempt_window (
    bucket text CONSTRAINT attempt_window_pk PRIMARY KEY,
    attempts integer NOT NULL CONSTRAINT attempt_window_counts CHECK (attempts > 0),
    lockouts integer NOT NULL,
    locked_until timestamptz,
    updated_at timestamptz NOT NULL
  );

  CREATE TABLE web_session (
    id uuid CONSTRAINT web_session_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT web_session_person REFERENCES person (id),
    token_hash bytea NOT NULL CONSTRAINT web_session_token UNIQUE,
    prior_token_hash bytea,
    prior_token_until timestamptz,
    second_factor_at timestamptz,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    address text,
    user_agent text,
    CONSTRAINT web_session_prior_token_ends CHECK ((prior_token_hash IS NULL) = (prior_token_until IS NULL)),
    CONSTRAINT web_session_ended_with_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
  );
  CREATE INDEX web_session_prior_token ON web_session (prior_token_hash) WHERE prior_token_hash IS NOT NULL;
  CREATE INDEX web_session_open_of_person ON web_session (person_id) WHERE ended_at IS NULL;

  CREATE TABLE step_up (
    id uuid CONSTRAINT step_up_pk PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT step_up_token UNIQUE,
    session_id uuid NOT NULL CONSTRAINT step_up_session REFERENCES web_session (id),
    person_id uuid NOT NULL CONSTRAINT step_up_person REFERENCES person (id),
    action text NOT NULL,
    subject_id uuid NOT NULL,
    digest text NOT NULL CONSTRAINT step_up_digest CHECK (digest ~ '^[0-9a-f]{64}$'),
    factor text NOT NULL,
    verified_at timestamptz NOT NULL,
    consumed_at timestamptz
  );
  CREATE INDEX step_up_of_session ON step_up (session_id);
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sallyport_app;
  REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM sallyport_app;
  REVOKE DELETE ON person FROM sallyport_app;
`;

export class Foundation1763800000001 implements MigrationInterface {
  name = 'Foundation1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ROLES, DIRECTORY, CATALOG, IDENTITY, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
