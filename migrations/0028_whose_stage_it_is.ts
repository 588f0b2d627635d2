import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whom a stage was put to, and to whom further: what its index says is another stage once the rules have changed. Rows of
 * before say nothing, and count as they did.
 */
export class WhoseStageItIs1763800000028 implements MigrationInterface {
  name = 'WhoseStageItIs1763800000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE approval_stage
        ADD COLUMN whom text CONSTRAINT approval_stage_whom CHECK (whom ~ '^[0-9a-f]{64}$');
      GRANT UPDATE (opened_at, whom) ON approval_stage TO sallyport_app`);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
