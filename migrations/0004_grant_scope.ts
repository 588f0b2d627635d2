import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was approved, so that it can be held against what would be issued. A grant from before this was kept has '': it
 * fits nothing, so no log-in is made of it, and the next change of the policy ends it.
 */
const GRANT_SCOPE = `
  ALTER TABLE access_grant ADD COLUMN scope_digest text NOT NULL DEFAULT ''
    CONSTRAINT access_grant_scope_digest CHECK (scope_digest ~ '^([0-9a-f]{64})?$');
  ALTER TABLE access_grant ALTER COLUMN scope_digest DROP DEFAULT;
`;

/** The whole of what was sent under the key: an edit of the request must not change what the key stands for. */
const SUBMISSION = `
  ALTER TABLE access_request ADD COLUMN submission_digest text
    CONSTRAINT access_request_submission_digest CHECK (submission_digest ~ '^[0-9a-f]{64}$');
`;

export class GrantScope1763800000004 implements MigrationInterface {
  name = 'GrantScope1763800000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [GRANT_SCOPE, SUBMISSION]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
