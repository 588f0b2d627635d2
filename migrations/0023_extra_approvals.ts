import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEPARATION = `
  ALTER TABLE access_profile ADD COLUMN separation_approvals jsonb NOT NULL DEFAULT '[]';
  COMMENT ON COLUMN access_profile.separation_approvals IS
    'Which of separate_from may be held with it by an extra approval, and by whose; the others are refused.';

  -- What its requester held when this version was asked, and an extra approver was told of: covered by the digest.
  ALTER TABLE access_request ADD COLUMN conflicts jsonb NOT NULL DEFAULT '[]';
`;

export class ExtraApprovals1763800000023 implements MigrationInterface {
  name = 'ExtraApprovals1763800000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SEPARATION);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
