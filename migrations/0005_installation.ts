import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which installation this database belongs to: something that only its master key can say, and that says nothing of the key. */
const INSTALLATION = `
  CREATE TABLE installation (
    only_one boolean CONSTRAINT installation_pk PRIMARY KEY DEFAULT true CONSTRAINT installation_single CHECK (only_one),
    key_check bytea NOT NULL CONSTRAINT installation_key_check CHECK (octet_length(key_check) = 32),
    founded_at timestamptz NOT NULL DEFAULT now()
  );
`;

/** Digests of policy files in the order in which each was applied last; the newest number is the file in force. */
const POLICY_FILES = `
  CREATE TABLE applied_policy_file (
    number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT applied_policy_file_pk PRIMARY KEY,
    digest text NOT NULL CONSTRAINT applied_policy_file_digest UNIQUE,
    applied_at timestamptz NOT NULL
  );
`;

/** Once founded, an installation is changed by the owner alone. */
const RIGHTS = `
  GRANT SELECT, INSERT ON installation TO sallyport_app;
  GRANT SELECT, INSERT, DELETE ON applied_policy_file TO sallyport_app;
`;

export class Installation1763800000005 implements MigrationInterface {
  name = 'Installation1763800000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [INSTALLATION, POLICY_FILES, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
