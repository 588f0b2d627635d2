import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the session began with, so that the trail names the factors that were given. There was nothing but passwords before. */
const FIRST_FACTOR = `
  ALTER TABLE web_session ADD COLUMN first_factor text NOT NULL DEFAULT 'password'
    CONSTRAINT web_session_first_factor CHECK (first_factor ~ '^[a-z][a-z-]{1,30}$');
`;

export class SessionFirstFactor1763800000013 implements MigrationInterface {
  name = 'SessionFirstFactor1763800000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FIRST_FACTOR);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
