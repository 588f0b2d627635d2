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

/** One row a legal step. The trigger, not the caller, says which state a row came from. */
const TRANSITIONS = `
  CREATE FUNCTION remember_prior_state() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.prior_state := OLD.state;
    RETURN NEW;
  END $$;

  CREATE TABLE request_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO request_transition VALUES
    ('pending', 'approved'), ('pending', 'denied'), ('pending', 'cancelled'), ('pending', 'lapsed');

  CREATE TABLE grant_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO grant_transition VALUES
    ('scheduled', 'claimable'), ('scheduled', 'ended'),
    ('claimable', 'active'), ('claimable', 'ending'), ('claimable', 'ended'),
    ('active', 'ending'),
    ('ending', 'ended'), ('ending', 'unconfirmed'), ('unconfirmed', 'ended');

  CREATE TABLE lease_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO lease_transition VALUES
    ('issuing', 'live'), ('issuing', 'ending'),
    ('live', 'issuing'), ('live', 'ending'),
    ('ending', 'ended'), ('ending', 'unconfirmed'), ('unconfirmed', 'ended');
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

const REQUESTS = `
  CREATE TABLE access_request (
    id uuid CONSTRAINT access_request_pk PRIMARY KEY,
    version integer NOT NULL,
    requester_id uuid NOT NULL CONSTRAINT access_request_requester REFERENCES person (id),
    profile_id uuid NOT NULL CONSTRAINT access_request_profile REFERENCES access_profile (id),
    justification text NOT NULL,
    ticket text,
    duration_seconds integer NOT NULL,
    starts_at timestamptz,
    digest text NOT NULL,
    state text NOT NULL,
    prior_state text,
    decided_at timestamptz,
    lapses_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    idempotency_key text,
    CONSTRAINT access_request_state CHECK (state IN ('pending', 'approved', 'denied', 'cancelled', 'lapsed')),
    CONSTRAINT access_request_transition FOREIGN KEY (prior_state, state) REFERENCES request_transition,
    CONSTRAINT access_request_idempotency UNIQUE (requester_id, idempotency_key)
  );
  CREATE TRIGGER access_request_prior_state BEFORE UPDATE OF state ON access_request
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  CREATE INDEX access_request_by_requester ON access_request (requester_id, created_at DESC, id DESC);
  CREATE INDEX access_request_newest ON access_request (created_at DESC, id DESC);
  CREATE INDEX access_request_pending ON access_request (lapses_at) WHERE state = 'pending';

  -- Who was asked, and why that person, as it was when they were asked.
  CREATE TABLE approval_ask (
    request_id uuid NOT NULL CONSTRAINT approval_ask_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    approver_id uuid NOT NULL CONSTRAINT approval_ask_approver REFERENCES person (id),
    because text NOT NULL,
    asked_at timestamptz NOT NULL,
    link_token_hash bytea NOT NULL CONSTRAINT approval_ask_link UNIQUE,
    sealed_link_token bytea NOT NULL,
    link_expires_at timestamptz NOT NULL,
    link_used_at timestamptz,
    CONSTRAINT approval_ask_pk PRIMARY KEY (request_id, request_version, approver_id)
  );
  CREATE INDEX approval_ask_of_approver ON approval_ask (approver_id);

  CREATE TABLE approval (
    id uuid CONSTRAINT approval_pk PRIMARY KEY,
    request_id uuid NOT NULL CONSTRAINT approval_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    approver_id uuid NOT NULL CONSTRAINT approval_approver REFERENCES person (id),
    decision text NOT NULL CONSTRAINT approval_decision CHECK (decision IN ('approve', 'deny')),
    reason text,
    digest text NOT NULL,
    step_up_id uuid NOT NULL CONSTRAINT approval_step_up_once UNIQUE CONSTRAINT approval_step_up REFERENCES step_up (id),
    factor text NOT NULL,
    factor_verified_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT approval_once UNIQUE (request_id, request_version, approver_id),
    CONSTRAINT approval_denied_with_reason CHECK (decision = 'approve' OR length(btrim(reason)) > 0)
  );
`;

const GRANTS = `
  CREATE TABLE access_grant (
    id uuid CONSTRAINT access_grant_pk PRIMARY KEY,
    request_id uuid NOT NULL CONSTRAINT access_grant_request_unique UNIQUE
      CONSTRAINT access_grant_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    request_digest text NOT NULL,
    person_id uuid NOT NULL CONSTRAINT access_grant_person REFERENCES person (id),
    profile_id uuid NOT NULL CONSTRAINT access_grant_profile REFERENCES access_profile (id),
    state text NOT NULL,
    prior_state text,
    duration_seconds integer NOT NULL,
    maximum_seconds integer NOT NULL,
    starts_at timestamptz NOT NULL,
    claim_by timestamptz NOT NULL,
    claimed_at timestamptz,
    expires_at timestamptz,
    end_reason text,
    ended_by uuid CONSTRAINT access_grant_ended_by REFERENCES person (id),
    end_asked_at timestamptz,
    ended_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT access_grant_state CHECK (
      state IN ('scheduled', 'claimable', 'active', 'ending', 'ended', 'unconfirmed')),
    CONSTRAINT access_grant_transition FOREIGN KEY (prior_state, state) REFERENCES grant_transition,
    CONSTRAINT access_grant_within_maximum CHECK (
      duration_seconds <= maximum_seconds AND expires_at <= claimed_at + make_interval(secs => maximum_seconds))
  );
  CREATE TRIGGER access_grant_prior_state BEFORE UPDATE OF state ON access_grant
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  CREATE INDEX access_grant_of_person ON access_grant (person_id, created_at DESC, id DESC);
  CREATE INDEX access_grant_newest ON access_grant (created_at DESC, id DESC);
  CREATE INDEX access_grant_scheduled ON access_grant (starts_at) WHERE state = 'scheduled';
  CREATE INDEX access_grant_claimable ON access_grant (claim_by) WHERE state = 'claimable';
  CREATE INDEX access_grant_in_use ON access_grant (person_id, profile_id) WHERE state = 'active';

  -- The approvals that a grant stands on; counted again, by that moment's facts, at every issue (I1).
  CREATE TABLE grant_approval (
    grant_id uuid NOT NULL CONSTRAINT grant_approval_grant REFERENCES access_grant (id),
    approval_id uuid NOT NULL CONSTRAINT grant_approval_approval REFERENCES approval (id),
    CONSTRAINT grant_approval_pk PRIMARY KEY (grant_id, approval_id)
  );

  CREATE TABLE lease (
    id uuid CONSTRAINT lease_pk PRIMARY KEY,
    grant_id uuid NOT NULL CONSTRAINT lease_grant REFERENCES access_grant (id),
    entitlement_id uuid NOT NULL CONSTRAINT lease_entitlement REFERENCES entitlement (id),
    system_id uuid NOT NULL CONSTRAINT lease_system REFERENCES system (id),
    -- The entitlement as it was when this was issued: a later change of the policy must not hide what to undo.
    entitlement_settings jsonb NOT NULL,
    target_name text NOT NULL CONSTRAINT lease_target_name_short CHECK (target_name ~ '^[a-z0-9_]{1,63}$'),
    state text NOT NULL,
    prior_state text,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    issued_at timestamptz,
    end_asked_at timestamptz,
    ended_at timestamptz,
    proof jsonb,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    last_error text,
    raised_at timestamptz,
    fence bigint NOT NULL DEFAULT 1,
    claimed_until timestamptz,
    CONSTRAINT lease_target_name_unique UNIQUE (system_id, target_name),
    CONSTRAINT lease_state CHECK (state IN ('issuing', 'live', 'ending', 'unconfirmed', 'ended')),
    CONSTRAINT lease_transition FOREIGN KEY (prior_state, state) REFERENCES lease_transition,
    CONSTRAINT lease_ended_with_proof CHECK (state <> 'ended' OR (proof IS NOT NULL AND ended_at IS NOT NULL))
  );
  CREATE TRIGGER lease_prior_state BEFORE UPDATE OF state ON lease
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  -- I3: at most one credential of a grant for an entitlement, whoever asks, however often, from wherever.
  CREATE UNIQUE INDEX lease_one_open ON lease (grant_id, entitlement_id) WHERE state <> 'ended';
  CREATE INDEX lease_of_grant ON lease (grant_id);
  CREATE INDEX lease_of_system ON lease (system_id, ended_at DESC);
  CREATE INDEX lease_due ON lease (expires_at) WHERE state = 'live';
  CREATE INDEX lease_in_work ON lease (next_attempt_at) WHERE state IN ('issuing', 'ending', 'unconfirmed');
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sallyport_app;
  REVOKE INSERT, UPDATE, DELETE ON request_transition, grant_transition, lease_transition, schema_migration
    FROM sallyport_app;
  REVOKE UPDATE, DELETE ON approval, grant_approval FROM sallyport_app;
  REVOKE DELETE ON access_request, access_grant, lease, person FROM sallyport_app;
`;

export class Foundation1763800000001 implements MigrationInterface {
  name = 'Foundation1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ROLES, TRANSITIONS, DIRECTORY, CATALOG, IDENTITY, REQUESTS, GRANTS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
