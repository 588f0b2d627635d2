import type { MigrationInterface, QueryRunner } from 'typeorm';

const PROFILES = `
  ALTER TABLE access_profile ADD COLUMN break_glass_maximum_seconds integer
    CONSTRAINT access_profile_break_glass CHECK (
      break_glass_maximum_seconds > 0 AND break_glass_maximum_seconds <= maximum_seconds);
  COMMENT ON COLUMN access_profile.break_glass_maximum_seconds IS 'Null: nobody breaks the glass for this profile.';
`;

/** What came of nobody's approval, and who looked at it afterwards. */
const BREAK_GLASS = `
  CREATE TABLE break_glass (
    id uuid CONSTRAINT break_glass_pk PRIMARY KEY,
    request_id uuid NOT NULL CONSTRAINT break_glass_request_once UNIQUE
      CONSTRAINT break_glass_request REFERENCES access_request (id),
    person_id uuid NOT NULL CONSTRAINT break_glass_person REFERENCES person (id),
    -- The first account of the same human being: a second account is no second chance.
    human_id uuid NOT NULL CONSTRAINT break_glass_human REFERENCES person (id),
    profile_id uuid NOT NULL CONSTRAINT break_glass_profile REFERENCES access_profile (id),
    step_up_id uuid NOT NULL CONSTRAINT break_glass_step_up_once UNIQUE
      CONSTRAINT break_glass_step_up REFERENCES step_up (id),
    factor text NOT NULL CONSTRAINT break_glass_by_passkey CHECK (factor = 'passkey'),
    opened_at timestamptz NOT NULL,
    review_due_at timestamptz NOT NULL,
    reminded_at timestamptz,
    reviewed_at timestamptz,
    reviewed_by uuid CONSTRAINT break_glass_reviewer REFERENCES person (id),
    verdict text CONSTRAINT break_glass_verdict CHECK (verdict IN ('justified', 'not-justified')),
    review_note text,
    review_step_up_id uuid CONSTRAINT break_glass_review_step_up_once UNIQUE
      CONSTRAINT break_glass_review_step_up REFERENCES step_up (id),
    CONSTRAINT break_glass_reviewed_whole CHECK (
      num_nonnulls(reviewed_at, reviewed_by, verdict, review_note, review_step_up_id) IN (0, 5)),
    CONSTRAINT break_glass_reviewed_by_another CHECK (reviewed_by NOT IN (person_id, human_id)),
    CONSTRAINT break_glass_noted CHECK (length(btrim(review_note)) > 0)
  );
  -- Nobody breaks the glass again before the last time was looked at, however many calls come at once.
  CREATE UNIQUE INDEX break_glass_one_unreviewed ON break_glass (human_id) WHERE reviewed_at IS NULL;
  CREATE INDEX break_glass_newest ON break_glass (opened_at DESC, id DESC);
`;

/** What was reviewed stays as it was reviewed. */
const REVIEWED_ONCE = `
  CREATE FUNCTION break_glass_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'A reviewed break-glass access does not change' USING ERRCODE = 'insufficient_privilege';
  END $$;
  CREATE TRIGGER break_glass_reviewed_once BEFORE UPDATE ON break_glass
    FOR EACH ROW WHEN (OLD.reviewed_at IS NOT NULL) EXECUTE FUNCTION break_glass_refuse();
`;

const RIGHTS = `
  GRANT SELECT, INSERT, UPDATE ON break_glass TO sallyport_app;
`;

export class BreakGlass1763800000021 implements MigrationInterface {
  name = 'BreakGlass1763800000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PROFILES, BREAK_GLASS, REVIEWED_ONCE, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
