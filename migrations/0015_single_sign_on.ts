import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may vouch for people's sign-ins; settled by the policy file. */
const PROVIDERS = `
  CREATE TABLE identity_provider (
    id uuid CONSTRAINT identity_provider_pk PRIMARY KEY,
    key text NOT NULL CONSTRAINT identity_provider_key UNIQUE,
    name text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    client_secret_reference text,
    scopes text[] NOT NULL,
    second_factor_amr text[] NOT NULL,
    second_factor_acr text[] NOT NULL,
    maximum_age_seconds integer CONSTRAINT identity_provider_maximum_age CHECK (maximum_age_seconds > 0),
    retired_at timestamptz,
    -- An old sign-in at the provider says nothing of a factor given today.
    CONSTRAINT identity_provider_fresh_second_factor CHECK (
      maximum_age_seconds IS NOT NULL OR cardinality(second_factor_amr) + cardinality(second_factor_acr) = 0)
  );
  -- A subject is a name at its issuer alone: two providers of one issuer could not be told apart.
  CREATE UNIQUE INDEX identity_provider_issuer ON identity_provider (issuer) WHERE retired_at IS NULL;
`;

/** OpenID Connect Core 5.7: issuer and subject together, and nothing else, name an account. Never its e-mail address. */
const IDENTITIES = `
  CREATE TABLE linked_identity (
    id uuid CONSTRAINT linked_identity_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT linked_identity_person REFERENCES person (id),
    issuer text NOT NULL,
    subject text NOT NULL CONSTRAINT linked_identity_subject_length CHECK (length(subject) BETWEEN 1 AND 255),
    linked_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT linked_identity_account UNIQUE (issuer, subject),
    CONSTRAINT linked_identity_one_account UNIQUE (person_id, issuer)
  );
`;

/** What a browser comes back with proves by itself what it was made for; that it was used must be remembered (I10). */
const RETURNS = `
  CREATE TABLE used_single_sign_on_return (
    state_hash bytea CONSTRAINT used_single_sign_on_return_pk PRIMARY KEY,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX used_single_sign_on_return_expiry ON used_single_sign_on_return (expires_at);
`;

const SESSIONS = `
  ALTER TABLE web_session ADD COLUMN identity_provider_id uuid
    CONSTRAINT web_session_identity_provider REFERENCES identity_provider (id);
  CREATE INDEX web_session_open_of_provider ON web_session (identity_provider_id)
    WHERE ended_at IS NULL AND identity_provider_id IS NOT NULL;
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE ON identity_provider TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON linked_identity TO sallyport_app;
  GRANT SELECT, INSERT, DELETE ON used_single_sign_on_return TO sallyport_app;
`;

export class SingleSignOn1763800000015 implements MigrationInterface {
  name = 'SingleSignOn1763800000015';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PROVIDERS, IDENTITIES, RETURNS, SESSIONS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
