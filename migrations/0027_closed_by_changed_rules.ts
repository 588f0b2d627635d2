import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A waiting request that nobody has to approve any more, by rules that changed, is closed and says so. */
export class ClosedByChangedRules1763800000027 implements MigrationInterface {
  name = 'ClosedByChangedRules1763800000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_request
        DROP CONSTRAINT access_request_closed_because,
        ADD CONSTRAINT access_request_closed_because
          CHECK (closed_because IN ('grant-ended', 'person-left', 'rules-changed'))`);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
