import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What programs and command lines sign in with. A hash only: whoever reads this table can sign in with nothing of it. */
const API_TOKENS = `
  CREATE TABLE api_token (
    id uuid CONSTRAINT api_token_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT api_token_person REFERENCES person (id),
    kind text NOT NULL CONSTRAINT api_token_kind CHECK (kind IN ('api', 'cli')),
    name text NOT NULL,
    scopes text[] NOT NULL CONSTRAINT api_token_scopes CHECK (
      cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'requests', 'approvals', 'grants', 'audit']),
    token_hash bytea NOT NULL CONSTRAINT api_token_hash_unique UNIQUE
      CONSTRAINT api_token_hash_length CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CONSTRAINT api_token_year_at_most CHECK (
      expires_at > created_at AND expires_at <= created_at + interval '366 days'),
    last_used_at timestamptz,
    last_used_address text,
    ended_at timestamptz,
    end_reason text,
    CONSTRAINT api_token_ended_with_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
  );
  CREATE INDEX api_token_open_of_person ON api_token (person_id) WHERE ended_at IS NULL;
`;

/** A second factor is given to a web session or to a token, and is worth nothing beside any other. */
const STEP_UPS = `
  ALTER TABLE step_up
    ALTER COLUMN session_id DROP NOT NULL,
    ADD COLUMN api_token_id uuid CONSTRAINT step_up_api_token REFERENCES api_token (id),
    ADD CONSTRAINT step_up_of_one_credential CHECK (num_nonnulls(session_id, api_token_id) = 1);
  CREATE INDEX step_up_of_api_token ON step_up (api_token_id) WHERE api_token_id IS NOT NULL;
`;

/** A command line that waits for its person to say yes in a browser (RFC 8628). Gone a day after it ran out. */
const DEVICE_AUTHORIZATIONS = `
  CREATE TABLE device_authorization (
    id uuid CONSTRAINT device_authorization_pk PRIMARY KEY,
    device_code_hash bytea NOT NULL CONSTRAINT device_authorization_device_code UNIQUE,
    user_code_hash bytea NOT NULL CONSTRAINT device_authorization_user_code UNIQUE,
    client_name text NOT NULL,
    scopes text[] NOT NULL CONSTRAINT device_authorization_scopes CHECK (
      cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'requests', 'approvals', 'grants', 'audit']),
    address text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    interval_seconds integer NOT NULL,
    polled_at timestamptz,
    person_id uuid CONSTRAINT device_authorization_person REFERENCES person (id),
    decision text CONSTRAINT device_authorization_decision CHECK (decision IN ('allow', 'deny')),
    decided_at timestamptz,
    redeemed_at timestamptz,
    CONSTRAINT device_authorization_decided CHECK (
      (decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (person_id IS NULL)),
    CONSTRAINT device_authorization_redeemed_if_allowed CHECK (redeemed_at IS NULL OR decision = 'allow')
  );
  CREATE INDEX device_authorization_allowed ON device_authorization (person_id)
    WHERE decision = 'allow' AND redeemed_at IS NULL;
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON api_token, device_authorization TO sallyport_app;
`;

export class ApiTokens1763800000006 implements MigrationInterface {
  name = 'ApiTokens1763800000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [API_TOKENS, STEP_UPS, DEVICE_AUTHORIZATIONS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
