import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change of the rules may concern personal data and not the circle itself (ADR 0045). */
export class ReachOfPersonalData1763800000025 implements MigrationInterface {
  name = 'ReachOfPersonalData1763800000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE policy_change
        DROP CONSTRAINT policy_change_reach,
        ADD CONSTRAINT policy_change_reach
          CHECK (reach IN ('narrowing', 'ordinary', 'personal-data', 'circle'))`);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
