import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Mail that has to go out, written with the business rows that it tells of. What it says is sealed under the master key,
 * because it may hold a link that opens an account, and gone as soon as nobody has to send it any more (I17).
 */
const OUTBOX = `
  CREATE TABLE outgoing_mail (
    id uuid CONSTRAINT outgoing_mail_pk PRIMARY KEY,
    kind text NOT NULL,
    person_id uuid NOT NULL CONSTRAINT outgoing_mail_person REFERENCES person (id),
    sealed_content bytea,
    sealed_content_root_key bytea GENERATED ALWAYS AS (
        CASE WHEN substring(sealed_content FROM 1 FOR 1) = '\\x02'::bytea THEN substring(sealed_content FROM 2 FOR 8) END) STORED
      CONSTRAINT outgoing_mail_sealed_content_root_key REFERENCES root_key (id),
    state text NOT NULL
      CONSTRAINT outgoing_mail_state CHECK (state IN ('waiting', 'kept', 'delivered', 'abandoned')),
    attempts integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    last_failure text,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT outgoing_mail_content_while_needed CHECK ((sealed_content IS NOT NULL) = (state IN ('waiting', 'kept'))),
    CONSTRAINT outgoing_mail_settled CHECK ((settled_at IS NOT NULL) = (state IN ('delivered', 'abandoned')))
  );
  CREATE INDEX outgoing_mail_due ON outgoing_mail (next_try_at) WHERE state = 'waiting';
  CREATE INDEX outgoing_mail_sealed_content_root_key ON outgoing_mail (sealed_content_root_key);
  CREATE INDEX outgoing_mail_of_person ON outgoing_mail (person_id, kind, created_at);
`;

/** Links that open an account: an invitation, a new password. Only the token's hash is here. */
const LINKS = `
  CREATE TABLE account_link (
    id uuid CONSTRAINT account_link_pk PRIMARY KEY,
    kind text NOT NULL CONSTRAINT account_link_kind CHECK (kind IN ('invitation', 'password-reset')),
    person_id uuid NOT NULL CONSTRAINT account_link_person REFERENCES person (id),
    token_hash bytea NOT NULL CONSTRAINT account_link_token UNIQUE,
    made_by uuid CONSTRAINT account_link_maker REFERENCES person (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    voided_at timestamptz,
    CONSTRAINT account_link_used_or_voided CHECK (used_at IS NULL OR voided_at IS NULL)
  );
  CREATE UNIQUE INDEX account_link_one_open ON account_link (person_id, kind)
    WHERE used_at IS NULL AND voided_at IS NULL;
`;

/** Hashes of earlier passwords, and how far before its end the person was reminded of the present one. */
const PASSWORDS = `
  CREATE TABLE password_history (
    person_id uuid NOT NULL CONSTRAINT password_history_person REFERENCES person (id),
    hash text NOT NULL,
    replaced_at timestamptz NOT NULL,
    CONSTRAINT password_history_pk PRIMARY KEY (person_id, hash)
  );
  ALTER TABLE password_credential ADD COLUMN reminded_days integer;
`;

/** A session that began with a password past its time can do nothing but choose another. */
const SESSIONS = `
  ALTER TABLE web_session ADD COLUMN owes_new_password boolean NOT NULL DEFAULT false;
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE, DELETE ON outgoing_mail, account_link, password_history TO sallyport_app;
`;

export class Accounts1763800000009 implements MigrationInterface {
  name = 'Accounts1763800000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [OUTBOX, LINKS, PASSWORDS, SESSIONS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
