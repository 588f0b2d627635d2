import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';

export interface ScimGroup {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export type ScimGroupInput = Pick<ScimGroup, 'id' | 'displayName' | 'externalId'>;

const COLUMNS = `
  g.id, g.display_name AS "displayName", g.external_id AS "externalId", g.version, g.created_at AS "createdAt",
  g.modified_at AS "modifiedAt"`;

@Injectable()
export class ScimGroupRepository {
  all(from: Reader): Promise<ScimGroup[]> {
    return from.query<ScimGroup>(`SELECT ${COLUMNS} FROM scim_group g ORDER BY g.created_at, g.id`);
  }

  async find(from: Reader, id: string): Promise<ScimGroup | undefined> {
    if (id.includes('\0')) return undefined;
    const group = await from.first<ScimGroup>(`SELECT ${COLUMNS} FROM scim_group g WHERE g.id::text = $1`, [
      id,
    ]);
    return group;
  }

  async save(tx: Tx, { id, displayName, externalId }: ScimGroupInput): Promise<void> {
    await tx.query(
      `INSERT INTO scim_group (id, display_name, external_id, version, created_at, modified_at)
       VALUES ($1, $2, $3, 1, $4, $4)
       ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, external_id = excluded.external_id,
         version = scim_group.version + 1, modified_at = excluded.modified_at`,
      [id, displayName, externalId, tx.now],
    );
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM scim_group WHERE id = $1', [id]);
  }

  /** Ids of users, with the people behind them. */
  members(from: Reader, groupId: string): Promise<{ userId: string; personId: string; display: string }[]> {
    return from.query(
      `SELECT m.user_id AS "userId", u.person_id AS "personId", u.user_name AS display
       FROM scim_group_member m JOIN scim_user u ON u.id = m.user_id WHERE m.group_id = $1 ORDER BY u.created_at, u.id`,
      [groupId],
    );
  }

  /** Those of the ids that are no user's. */
  async unknownUsers(from: Reader, ids: readonly string[]): Promise<string[]> {
    const rows = await from.query<{ id: string }>(
      `SELECT asked.id FROM unnest($1::text[]) AS asked (id)
       WHERE NOT EXISTS (SELECT FROM scim_user u WHERE u.id::text = asked.id)`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  async setMembers(tx: Tx, groupId: string, userIds: readonly string[]): Promise<void> {
    await tx.query('DELETE FROM scim_group_member WHERE group_id = $1 AND NOT user_id = ANY ($2::uuid[])', [
      groupId,
      userIds,
    ]);
    await tx.query(
      `INSERT INTO scim_group_member (group_id, user_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [groupId, userIds],
    );
  }
}
