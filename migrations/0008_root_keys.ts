import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Root keys that something may be sealed under. The keys themselves are in the key file, never here. */
const ROOT_KEYS = `
  CREATE TABLE root_key (
    id bytea CONSTRAINT root_key_pk PRIMARY KEY CONSTRAINT root_key_id_length CHECK (octet_length(id) = 8),
    registered_at timestamptz NOT NULL DEFAULT now(),
    -- When everything that older keys had sealed was sealed under this one.
    rewrapped_at timestamptz
  );
`;

/**
 * What is sealed says in its first nine bytes under which key: format 2, then the key's id. Format 1 is from before keys had ids.
 * A reference to the key, so that no value can name one that is retired, and none is retired that a value names.
 */
const sealedUnder = (table: string, column: string): string => `
  ALTER TABLE ${table} ADD COLUMN ${column}_root_key bytea GENERATED ALWAYS AS (
      CASE WHEN substring(${column} FROM 1 FOR 1) = '\\x02'::bytea THEN substring(${column} FROM 2 FOR 8) END) STORED
    CONSTRAINT ${table}_${column}_root_key REFERENCES root_key (id);
  CREATE INDEX ${table}_${column}_root_key ON ${table} (${column}_root_key);
`;

const SEALED = [
  sealedUnder('person_key', 'wrapped'),
  sealedUnder('totp_factor', 'sealed_seed'),
  sealedUnder('approval_ask', 'sealed_link_token'),
].join('');

/** A person's key is still replaced by nothing, but it may be wrapped anew: then the value names another root key. */
const REWRAPPED_OR_ERASED = `
  DROP TRIGGER person_key_only_erased ON person_key;
  CREATE TRIGGER person_key_only_erased BEFORE UPDATE ON person_key FOR EACH ROW
    WHEN (OLD.erased_at IS NOT NULL OR OLD.person_id <> NEW.person_id OR (NEW.erased_at IS NULL
      AND substring(NEW.wrapped FROM 1 FOR 9) IS NOT DISTINCT FROM substring(OLD.wrapped FROM 1 FOR 9)))
    EXECUTE FUNCTION audit_refuse();
`;

/** Credentials of other systems: each under a data key of its own, which is sealed under a root key. */
const STORED_SECRETS = `
  CREATE TABLE stored_secret (
    name text CONSTRAINT stored_secret_pk PRIMARY KEY
      CONSTRAINT stored_secret_name CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    wrapped_key bytea NOT NULL,
    ciphertext bytea NOT NULL,
    set_at timestamptz NOT NULL,
    set_by text NOT NULL,
    last_used_at timestamptz
  );
  ${sealedUnder('stored_secret', 'wrapped_key')}
`;

const RIGHTS = `
  GRANT SELECT, INSERT, DELETE ON root_key TO sallyport_app;
  GRANT UPDATE (rewrapped_at) ON root_key TO sallyport_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON stored_secret TO sallyport_app;
`;

export class RootKeys1763800000008 implements MigrationInterface {
  name = 'RootKeys1763800000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ROOT_KEYS, SEALED, REWRAPPED_OR_ERASED, STORED_SECRETS, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
