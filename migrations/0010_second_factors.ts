import type { MigrationInterface, QueryRunner } from 'typeorm';

const PASSKEYS = `
  CREATE TABLE passkey (
    id uuid CONSTRAINT passkey_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT passkey_person REFERENCES person (id),
    credential_id bytea NOT NULL CONSTRAINT passkey_credential UNIQUE
      CONSTRAINT passkey_credential_length CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL CONSTRAINT passkey_sign_count CHECK (sign_count >= 0),
    transports text[] NOT NULL,
    synced boolean NOT NULL,
    name text NOT NULL CONSTRAINT passkey_name CHECK (length(btrim(name)) BETWEEN 1 AND 64),
    enrolled_at timestamptz NOT NULL,
    last_used_at timestamptz,
    counter_fell_at timestamptz
  );
  CREATE INDEX passkey_of_person ON passkey (person_id);

  -- A challenge proves by itself what it was made for; only that it was used must be remembered, until it expires (I10).
  CREATE TABLE used_webauthn_challenge (
    challenge_hash bytea CONSTRAINT used_webauthn_challenge_pk PRIMARY KEY
      CONSTRAINT used_webauthn_challenge_hash CHECK (octet_length(challenge_hash) = 32),
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX used_webauthn_challenge_expiry ON used_webauthn_challenge (expires_at);
`;

const AUTHENTICATORS = `
  ALTER TABLE totp_factor ADD COLUMN last_used_at timestamptz;

  -- A seed that was shown and whose first code has not come yet: it proves nothing.
  CREATE TABLE totp_enrolment (
    person_id uuid CONSTRAINT totp_enrolment_pk PRIMARY KEY CONSTRAINT totp_enrolment_person REFERENCES person (id),
    session_id uuid NOT NULL CONSTRAINT totp_enrolment_session REFERENCES web_session (id) ON DELETE CASCADE,
    sealed_seed bytea NOT NULL,
    -- Under which root key, as for every sealed value (see 0008).
    sealed_seed_root_key bytea GENERATED ALWAYS AS (
        CASE WHEN substring(sealed_seed FROM 1 FOR 1) = '\\x02'::bytea THEN substring(sealed_seed FROM 2 FOR 8) END) STORED
      CONSTRAINT totp_enrolment_sealed_seed_root_key REFERENCES root_key (id),
    basis text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX totp_enrolment_of_session ON totp_enrolment (session_id);
  CREATE INDEX totp_enrolment_sealed_seed_root_key ON totp_enrolment (sealed_seed_root_key);
`;

const RECOVERY = `
  CREATE TABLE recovery_code (
    person_id uuid NOT NULL CONSTRAINT recovery_code_person REFERENCES person (id),
    code_hash bytea NOT NULL CONSTRAINT recovery_code_hash CHECK (octet_length(code_hash) = 32),
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT recovery_code_pk PRIMARY KEY (person_id, code_hash)
  );
`;

/** Who enrols a first factor with which right, and how long its holder's privileged use waits afterwards. */
const FIRST_FACTOR = `
  CREATE TABLE enrolment_code (
    person_id uuid CONSTRAINT enrolment_code_pk PRIMARY KEY CONSTRAINT enrolment_code_person REFERENCES person (id),
    code_hash bytea NOT NULL CONSTRAINT enrolment_code_hash CHECK (octet_length(code_hash) = 32),
    issued_by uuid NOT NULL CONSTRAINT enrolment_code_issuer REFERENCES person (id),
    expires_at timestamptz NOT NULL,
    CONSTRAINT enrolment_code_by_another CHECK (issued_by <> person_id)
  );

  ALTER TABLE web_session ADD COLUMN enrolment_basis text
    CONSTRAINT web_session_enrolment_basis CHECK (enrolment_basis IN ('administrator', 'single-sign-on'));

  CREATE TABLE privilege_hold (
    person_id uuid CONSTRAINT privilege_hold_pk PRIMARY KEY CONSTRAINT privilege_hold_person REFERENCES person (id),
    cause text NOT NULL CONSTRAINT privilege_hold_cause CHECK (cause IN ('first-factor', 'recovery')),
    began_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT privilege_hold_lasts CHECK (until > began_at)
  );
`;

const RIGHTS = `
  GRANT SELECT, INSERT, DELETE ON passkey TO sallyport_app;
  GRANT UPDATE (name, sign_count, last_used_at, synced, counter_fell_at) ON passkey TO sallyport_app;
  GRANT SELECT, INSERT, DELETE ON used_webauthn_challenge TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON totp_enrolment, enrolment_code, privilege_hold TO sallyport_app;
  GRANT SELECT, INSERT, DELETE ON recovery_code TO sallyport_app;
  GRANT UPDATE (used_at) ON recovery_code TO sallyport_app;
`;

export class SecondFactors1763800000010 implements MigrationInterface {
  name = 'SecondFactors1763800000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PASSKEYS, AUTHENTICATORS, RECOVERY, FIRST_FACTOR, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
