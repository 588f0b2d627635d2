import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the rules themselves change, as the policy file in force says. Installations that are older say the careful thing. */
const SETTINGS = `
  ALTER TABLE organisation
    ADD COLUMN circle_delay_seconds integer NOT NULL DEFAULT 86400
      CONSTRAINT organisation_circle_delay CHECK (circle_delay_seconds BETWEEN 3600 AND 2592000),
    ADD COLUMN without_approval text NOT NULL DEFAULT 'narrowing'
      CONSTRAINT organisation_without_approval CHECK (without_approval IN ('narrowing', 'ordinary'));
`;

/**
 * A changed policy file that somebody has to approve. Its bytes are kept while it may still come into force and go with the
 * end of it: they name people. What was decided about, the difference in words, stays.
 */
const CHANGES = `
  CREATE TABLE policy_change_transition (from_state text, to_state text, PRIMARY KEY (from_state, to_state));
  INSERT INTO policy_change_transition VALUES
    ('proposed', 'approved'), ('proposed', 'denied'), ('proposed', 'withdrawn'), ('proposed', 'lapsed'), ('proposed', 'void'),
    ('approved', 'in-force'), ('approved', 'stopped'), ('approved', 'void');

  CREATE TABLE policy_change (
    id uuid CONSTRAINT policy_change_pk PRIMARY KEY,
    state text NOT NULL DEFAULT 'proposed'
      CONSTRAINT policy_change_state CHECK (
        state IN ('proposed', 'approved', 'in-force', 'denied', 'withdrawn', 'lapsed', 'stopped', 'void')),
    prior_state text,
    file bytea,
    file_digest text NOT NULL,
    base_digest text NOT NULL,
    reach text NOT NULL CONSTRAINT policy_change_reach CHECK (reach IN ('narrowing', 'ordinary', 'circle')),
    changes jsonb NOT NULL,
    gainers uuid[] NOT NULL,
    reason text NOT NULL CONSTRAINT policy_change_reason CHECK (length(btrim(reason)) > 0),
    -- null: from the server's own command line or its start, where nobody is signed in.
    proposed_by uuid CONSTRAINT policy_change_proposer REFERENCES person (id),
    proposed_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL,
    approved_at timestamptz,
    effective_at timestamptz,
    settled_at timestamptz,
    settled_by uuid CONSTRAINT policy_change_settler REFERENCES person (id),
    settled_because text,
    CONSTRAINT policy_change_transition FOREIGN KEY (prior_state, state) REFERENCES policy_change_transition,
    CONSTRAINT policy_change_file_while_open CHECK ((file IS NOT NULL) = (state IN ('proposed', 'approved'))),
    CONSTRAINT policy_change_settled CHECK ((settled_at IS NULL) = (state IN ('proposed', 'approved'))),
    CONSTRAINT policy_change_approved_whole CHECK (
      num_nonnulls(approved_at, effective_at) = 2 * (state IN ('approved', 'in-force', 'stopped'))::int
      OR (state = 'void' AND num_nonnulls(approved_at, effective_at) IN (0, 2))),
    CONSTRAINT policy_change_never_before_its_approval CHECK (effective_at >= approved_at)
  );
  CREATE TRIGGER policy_change_prior_state BEFORE UPDATE OF state ON policy_change
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION remember_prior_state();
  CREATE INDEX policy_change_newest ON policy_change (proposed_at DESC, id DESC);
  CREATE UNIQUE INDEX policy_change_open_once ON policy_change (file_digest) WHERE state IN ('proposed', 'approved');

  CREATE TABLE policy_change_approval (
    change_id uuid NOT NULL CONSTRAINT policy_change_approval_change REFERENCES policy_change (id),
    approver_id uuid NOT NULL CONSTRAINT policy_change_approval_approver REFERENCES person (id),
    digest text NOT NULL,
    decided_at timestamptz NOT NULL,
    step_up_at timestamptz NOT NULL,
    CONSTRAINT policy_change_approval_pk PRIMARY KEY (change_id, approver_id)
  );
`;

/** The database's word: nobody approves what they proposed, with either account. */
const NEVER_THE_PROPOSER = `
  CREATE FUNCTION refuse_own_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (
      SELECT FROM policy_change c JOIN person proposer ON proposer.id = c.proposed_by JOIN person approver ON approver.id = NEW.approver_id
      WHERE c.id = NEW.change_id
        AND coalesce(proposer.second_account_of, proposer.id) = coalesce(approver.second_account_of, approver.id)
    ) THEN
      RAISE EXCEPTION 'Nobody approves a change of the rules that they proposed.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_change_never_by_its_proposer';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER policy_change_approval_not_own BEFORE INSERT ON policy_change_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_own_policy_change();
`;

/** Nothing of a change is deleted but the file itself, and an approval is never changed. */
const RIGHTS = `
  GRANT SELECT ON policy_change_transition TO sallyport_app;
  GRANT SELECT, INSERT ON policy_change, policy_change_approval TO sallyport_app;
  GRANT UPDATE (state, prior_state, file, approved_at, effective_at, settled_at, settled_by, settled_because)
    ON policy_change TO sallyport_app;
`;

export class PolicyChanges1763800000014 implements MigrationInterface {
  name = 'PolicyChanges1763800000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [SETTINGS, CHANGES, NEVER_THE_PROPOSER, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
