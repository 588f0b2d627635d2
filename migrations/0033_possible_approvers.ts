import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Read with each request of whoever has given no second factor, so nothing in it is computed for people who were not asked
 * about: both common parts are inlined, and a person's reports are found by an index.
 */
const APPROVERS = `
  CREATE INDEX person_reports_to ON person (manager_id);

  CREATE VIEW possible_approver AS
  WITH way AS NOT MATERIALIZED (
    SELECT f.id AS profile_id, named.route
    FROM access_profile f CROSS JOIN LATERAL (
      SELECT jsonb_path_query(f.approvals, '$[*].by[*]')
      UNION ALL SELECT jsonb_path_query(f.approvals, '$[*].escalation.to[*]')
      UNION ALL SELECT jsonb_path_query(f.separation_approvals, '$[*].by[*]')) AS named (route)
    WHERE f.retired_at IS NULL
  ), own AS NOT MATERIALIZED (
    SELECT r.person_id FROM way JOIN person_job_role r ON r.job_role = way.route ->> 'jobRole'
    UNION ALL
    SELECT r.person_id FROM way JOIN person_job_role r ON r.job_role IN ('cto', 'tech-lead')
    WHERE way.route ? 'otherOfCircle'
    UNION ALL
    SELECT (way.route ->> 'person')::uuid FROM way
    UNION ALL
    SELECT o.person_id
    FROM way JOIN access_profile_entitlement pe ON pe.profile_id = way.profile_id
      JOIN entitlement e ON e.id = pe.entitlement_id
      JOIN system_owner o ON o.system_id = e.system_id
    WHERE way.route ? 'systemOwner'
    UNION ALL
    SELECT report.manager_id
    FROM way JOIN access_profile_job_role eligible ON eligible.profile_id = way.profile_id
      JOIN person_job_role r ON r.job_role = eligible.job_role
      JOIN person report ON report.id = r.person_id AND report.status = 'active'
    WHERE way.route ? 'managerOf'
  )
  SELECT person_id, timestamptz 'infinity' AS until FROM own WHERE person_id IS NOT NULL
  UNION ALL
  SELECT b.delegate_id, least(b.until_at, b.ended_at) FROM own JOIN absence b ON b.person_id = own.person_id;
  COMMENT ON VIEW possible_approver IS
    'Whom the rules in force let approve something, each as often as they do; whoever stands in for them, until when.';

  GRANT SELECT ON possible_approver TO sallyport_app;
`;

export class PossibleApprovers1763800000033 implements MigrationInterface {
  name = 'PossibleApprovers1763800000033';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPROVERS);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
