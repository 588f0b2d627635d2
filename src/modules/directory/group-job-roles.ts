import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';

/** Job roles that people have by the groups of a provisioning system, as the policy file maps them. Never one of the circle. */
@Injectable()
export class GroupJobRoles {
  /** Name of a group, as the policy file writes it → job role. */
  async mapping(from: Reader): Promise<ReadonlyMap<string, string>> {
    const rows = await from.query<{ written: string; jobRole: string }>(
      'SELECT written, job_role AS "jobRole" FROM group_mapping ORDER BY group_name',
    );
    return new Map(rows.map(({ written, jobRole }) => [written, jobRole]));
  }

  async setMapping(tx: Tx, groups: ReadonlyMap<string, string>): Promise<void> {
    await tx.query('DELETE FROM group_mapping');
    await tx.query(
      `INSERT INTO group_mapping (group_name, written, job_role)
       SELECT lower(written), written, job_role FROM unnest($1::text[], $2::text[]) AS mapped (written, job_role)`,
      [[...groups.keys()], [...groups.values()]],
    );
  }

  /** Gives and takes what the groups say now, of these people; of everybody without a list. */
  async settle(tx: Tx, personIds: readonly string[] | null = null): Promise<void> {
    await tx.query(
      `DELETE FROM person_job_role WHERE source = 'scim' AND ($1::uuid[] IS NULL OR person_id = ANY ($1))`,
      [personIds],
    );
    await tx.query(
      `INSERT INTO person_job_role (person_id, job_role, source)
       SELECT DISTINCT p.id, m.job_role, 'scim'
       FROM person p JOIN scim_user u ON u.person_id = p.id
         JOIN scim_group_member gm ON gm.user_id = u.id JOIN scim_group g ON g.id = gm.group_id
         JOIN group_mapping m ON m.group_name = lower(g.display_name)
       WHERE p.source = 'scim' AND p.said_status <> 'left' AND ($1::uuid[] IS NULL OR p.id = ANY ($1))`,
      [personIds],
    );
  }
}
