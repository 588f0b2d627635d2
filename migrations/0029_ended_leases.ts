import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each sweep asks which ended leases of a system would not be over yet: few, among all that ever were. */
export class EndedLeases1763800000029 implements MigrationInterface {
  name = 'EndedLeases1763800000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX lease_ended_until ON lease (system_id, expires_at) WHERE state = 'ended'`);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
