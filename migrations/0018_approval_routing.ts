import type { MigrationInterface, QueryRunner } from 'typeorm';

const PROFILES = `
  ALTER TABLE access_profile
    ADD COLUMN approval_order text NOT NULL DEFAULT 'together'
      CONSTRAINT access_profile_approval_order CHECK (approval_order IN ('together', 'in-order')),
    ADD COLUMN witnesses jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN pause_after_denial_seconds integer NOT NULL DEFAULT 900
      CONSTRAINT access_profile_pause_after_denial CHECK (pause_after_denial_seconds BETWEEN 0 AND 86400),
    ADD COLUMN use_hours jsonb,
    ADD COLUMN separation_exceptions jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN approved_by_policy text
      CONSTRAINT access_profile_policy_says_why CHECK (length(btrim(approved_by_policy)) > 0),
    DROP CONSTRAINT access_profile_approved_by_somebody,
    ADD CONSTRAINT access_profile_approved_by_somebody CHECK (
      (jsonb_array_length(approvals) = 0) = (approved_by_policy IS NOT NULL)),
    -- I18, the database's word: personal data is never given because the policy alone says so.
    ADD CONSTRAINT access_profile_policy_approves_no_personal_data CHECK (
      approved_by_policy IS NULL OR NOT personal_data);

  ALTER TABLE organisation
    ADD COLUMN burst_requests integer NOT NULL DEFAULT 5
      CONSTRAINT organisation_burst_requests CHECK (burst_requests > 0),
    ADD COLUMN burst_within_seconds integer NOT NULL DEFAULT 600
      CONSTRAINT organisation_burst_within CHECK (burst_within_seconds > 0);

  ALTER TABLE access_grant ADD COLUMN approved_by_policy boolean NOT NULL DEFAULT false;
  CREATE FUNCTION refuse_unapproved_personal_data() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT personal_data FROM access_profile WHERE id = NEW.profile_id) THEN
      RAISE EXCEPTION 'Personal data is never given because the policy alone says so.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_policy_approves_no_personal_data';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER access_grant_policy_approves_no_personal_data BEFORE INSERT ON access_grant
    FOR EACH ROW WHEN (NEW.approved_by_policy) EXECUTE FUNCTION refuse_unapproved_personal_data();
`;

/** Which stage of which version was opened when, and when it was put to further people: the job finds what is due by it. */
const STAGES = `
  CREATE TABLE approval_stage (
    request_id uuid NOT NULL CONSTRAINT approval_stage_request REFERENCES access_request (id),
    request_version integer NOT NULL,
    stage integer NOT NULL CONSTRAINT approval_stage_counts CHECK (stage >= 0),
    opened_at timestamptz NOT NULL,
    escalates_at timestamptz,
    escalated_at timestamptz,
    CONSTRAINT approval_stage_pk PRIMARY KEY (request_id, request_version, stage),
    CONSTRAINT approval_stage_escalated_when_due CHECK (escalated_at >= escalates_at)
  );
  CREATE INDEX approval_stage_due ON approval_stage (escalates_at) WHERE escalated_at IS NULL;

  -- As what each was asked: in their own right, because nobody else answered, or in place of somebody who is away.
  ALTER TABLE approval_ask
    ADD COLUMN stage integer NOT NULL DEFAULT 0,
    ADD COLUMN role text NOT NULL DEFAULT 'approver'
      CONSTRAINT approval_ask_role CHECK (role IN ('approver', 'escalation', 'stand-in', 'witness')),
    ADD COLUMN stands_in_for uuid CONSTRAINT approval_ask_stands_in_for REFERENCES person (id),
    ADD CONSTRAINT approval_ask_stands_in CHECK ((role = 'stand-in') = (stands_in_for IS NOT NULL)),
    ADD CONSTRAINT approval_ask_stands_in_for_another CHECK (stands_in_for <> approver_id);
`;

const ABSENCES = `
  CREATE TABLE absence (
    id uuid CONSTRAINT absence_pk PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT absence_person REFERENCES person (id),
    delegate_id uuid NOT NULL CONSTRAINT absence_delegate REFERENCES person (id),
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT absence_has_a_length CHECK (from_at < until_at),
    CONSTRAINT absence_is_covered_by_another CHECK (delegate_id <> person_id)
  );
  CREATE INDEX absence_of_person ON absence (person_id, until_at);
  CREATE INDEX absence_of_delegate ON absence (delegate_id, until_at);
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON approval_stage TO sallyport_app;
  GRANT SELECT, INSERT ON absence TO sallyport_app;
  GRANT UPDATE (ended_at) ON absence TO sallyport_app;
  GRANT UPDATE (escalates_at, escalated_at) ON approval_stage TO sallyport_app;
`;

export class ApprovalRouting1763800000018 implements MigrationInterface {
  name = 'ApprovalRouting1763800000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PROFILES, STAGES, ABSENCES, RIGHTS]) {
      await runner.query(part);
    }
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
