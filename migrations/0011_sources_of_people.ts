import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who says that somebody works here. `none`: nobody does any more, so they have left, and any source may name them again.
 * `said_status` is what the source says; `status`, which everything else reads, is the strictest of that and every hold.
 */
const SOURCES = `
  ALTER TABLE person
    ADD COLUMN source text NOT NULL DEFAULT 'file'
      CONSTRAINT person_source CHECK (source IN ('file', 'scim', 'csv', 'none')),
    ADD COLUMN said_status text NOT NULL DEFAULT 'active'
      CONSTRAINT person_said_status CHECK (said_status IN ('active', 'suspended', 'left')),
    ADD CONSTRAINT person_source_unique UNIQUE (id, source),
    ADD CONSTRAINT person_of_no_source_has_left CHECK (source <> 'none' OR said_status = 'left');
  UPDATE person SET said_status = status;

  -- Somebody other than the source keeps the person suspended: an administrator, or a provisioning system that names a person
  -- of the policy file and says that the account is disabled. It narrows, and nothing but its own giver lifts it.
  CREATE TABLE person_hold (
    person_id uuid NOT NULL CONSTRAINT person_hold_person REFERENCES person (id),
    given_by text NOT NULL CONSTRAINT person_hold_giver CHECK (given_by IN ('administrator', 'scim')),
    reason text NOT NULL,
    administrator_id uuid CONSTRAINT person_hold_administrator REFERENCES person (id),
    since timestamptz NOT NULL,
    CONSTRAINT person_hold_pk PRIMARY KEY (person_id, given_by)
  );
`;

/** I18, the database's word: only somebody of the policy file is of the circle, or oversees it. */
const JOB_ROLES = `
  ALTER TABLE person_job_role
    ADD COLUMN source text NOT NULL DEFAULT 'file',
    DROP CONSTRAINT person_job_role_person,
    ADD CONSTRAINT person_job_role_person FOREIGN KEY (person_id, source)
      REFERENCES person (id, source) ON UPDATE CASCADE,
    ADD CONSTRAINT circle_by_the_policy_file_alone CHECK (source = 'file' OR job_role NOT IN ('cto', 'tech-lead', 'dpo'));
`;

/** A prerequisite stands on record once for each who said so; the latest counts. */
const PREREQUISITES = `
  ALTER TABLE person_prerequisite
    ADD COLUMN source text NOT NULL DEFAULT 'file'
      CONSTRAINT person_prerequisite_source CHECK (source IN ('file', 'scim', 'csv', 'web')),
    ADD COLUMN valid_until date,
    ADD COLUMN note text,
    ADD COLUMN recorded_by uuid CONSTRAINT person_prerequisite_recorder REFERENCES person (id),
    ADD CONSTRAINT person_prerequisite_dates CHECK (valid_until IS NULL OR valid_until >= completed_on),
    DROP CONSTRAINT person_prerequisite_pk,
    ADD CONSTRAINT person_prerequisite_pk PRIMARY KEY (person_id, kind, source);
`;

const SCIM = `
  CREATE TABLE scim_token (
    id uuid CONSTRAINT scim_token_pk PRIMARY KEY,
    name text NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT scim_token_hash UNIQUE,
    created_at timestamptz NOT NULL,
    created_by uuid CONSTRAINT scim_token_creator REFERENCES person (id),
    last_used_at timestamptz,
    expires_at timestamptz
  );

  CREATE TABLE scim_user (
    id uuid CONSTRAINT scim_user_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT scim_user_person REFERENCES person (id) CONSTRAINT scim_user_person_unique UNIQUE,
    user_name text NOT NULL,
    external_id text,
    email text NOT NULL,
    active boolean NOT NULL,
    resource jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX scim_user_name_unique ON scim_user (lower(user_name));
  CREATE INDEX scim_user_external_id ON scim_user (external_id) WHERE external_id IS NOT NULL;

  CREATE TABLE scim_group (
    id uuid CONSTRAINT scim_group_pk PRIMARY KEY,
    display_name text NOT NULL,
    external_id text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX scim_group_name_unique ON scim_group (lower(display_name));

  CREATE TABLE scim_group_member (
    group_id uuid NOT NULL CONSTRAINT scim_group_member_group REFERENCES scim_group (id) ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT scim_group_member_user REFERENCES scim_user (id) ON DELETE CASCADE,
    CONSTRAINT scim_group_member_pk PRIMARY KEY (group_id, user_id)
  );
  CREATE INDEX scim_group_member_of_user ON scim_group_member (user_id);

  -- The policy file's mapping of the provisioning system's groups, by their display names in lower case.
  CREATE TABLE group_mapping (
    group_name text CONSTRAINT group_mapping_pk PRIMARY KEY
      CONSTRAINT group_mapping_lower_case CHECK (group_name = lower(group_name)),
    written text NOT NULL,
    job_role text NOT NULL CONSTRAINT group_mapping_job_role REFERENCES job_role (key)
      CONSTRAINT group_mapping_never_the_circle CHECK (job_role NOT IN ('cto', 'tech-lead', 'dpo'))
  );
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON person_hold, scim_user, scim_group, scim_group_member, group_mapping
    TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE ON scim_token TO sallyport_app;
`;

export class SourcesOfPeople1763800000011 implements MigrationInterface {
  name = 'SourcesOfPeople1763800000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [SOURCES, JOB_ROLES, PREREQUISITES, SCIM, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
