import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The database's word: what may still come into force, and what the record still tells of, is not forgotten. */
const FORGETTING = `
  CREATE INDEX policy_change_settled_at ON policy_change (settled_at) WHERE settled_at IS NOT NULL;

  CREATE FUNCTION refuse_early_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'A change of the rules is kept for nine months after it was settled'
      USING ERRCODE = 'insufficient_privilege';
  END $$;
  CREATE TRIGGER policy_change_kept BEFORE DELETE ON policy_change
    FOR EACH ROW WHEN (OLD.settled_at IS NULL OR OLD.settled_at >= now() - interval '9 months')
    EXECUTE FUNCTION refuse_early_forgetting();

  ALTER TABLE policy_change_approval DROP CONSTRAINT policy_change_approval_change,
    ADD CONSTRAINT policy_change_approval_change FOREIGN KEY (change_id) REFERENCES policy_change (id) ON DELETE CASCADE;
`;

/** Approvals go with their change, and in no other way. */
const RIGHTS = `
  GRANT DELETE ON policy_change TO sallyport_app;
`;

export class ForgetPolicyChanges1763800000024 implements MigrationInterface {
  name = 'ForgetPolicyChanges1763800000024';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [FORGETTING, RIGHTS]) await runner.query(part);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
