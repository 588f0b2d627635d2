import { Injectable } from '@nestjs/common';
import { known } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { Resource } from './scim-schemas';

/** A person as the provisioning system has described them. */
export interface ScimUser {
  readonly id: string;
  readonly personId: string;
  readonly userName: string;
  readonly externalId: string | null;
  readonly email: string;
  readonly active: boolean;
  readonly resource: Resource;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export type ScimUserInput = Omit<ScimUser, 'version' | 'createdAt' | 'modifiedAt'>;

const COLUMNS = `
  u.id, u.person_id AS "personId", u.user_name AS "userName", u.external_id AS "externalId", u.email, u.active,
  u.resource, u.version, u.created_at AS "createdAt", u.modified_at AS "modifiedAt"`;

export interface UserSearch {
  readonly id?: string;
  readonly userName?: string;
  readonly externalId?: string;
}

@Injectable()
export class ScimUserRepository {
  /** In the order in which they came; undefined fields restrict nothing. */
  search(from: Reader, { id, userName, externalId }: UserSearch): Promise<ScimUser[]> {
    return from.query<ScimUser>(
      `SELECT ${COLUMNS} FROM scim_user u
       WHERE ($1::text IS NULL OR u.id::text = $1) AND ($2::text IS NULL OR lower(u.user_name) = lower($2))
         AND ($3::text IS NULL OR u.external_id = $3)
       ORDER BY u.created_at, u.id`,
      [id ?? null, userName ?? null, externalId ?? null],
    );
  }

  page(from: Reader, offset: number, count: number): Promise<ScimUser[]> {
    return from.query<ScimUser>(
      `SELECT ${COLUMNS} FROM scim_user u ORDER BY u.created_at, u.id OFFSET $1 LIMIT $2`,
      [offset, count],
    );
  }

  async count(from: Reader): Promise<number> {
    const row = await from.first<{ count: number }>('SELECT count(*)::int AS count FROM scim_user');
    return known(row, 'A count').count;
  }

  async find(from: Reader, id: string): Promise<ScimUser | undefined> {
    if (id.includes('\0')) return undefined;
    const user = await from.first<ScimUser>(`SELECT ${COLUMNS} FROM scim_user u WHERE u.id::text = $1`, [id]);
    return user;
  }

  async ofPerson(from: Reader, personId: string): Promise<ScimUser | undefined> {
    const user = await from.first<ScimUser>(`SELECT ${COLUMNS} FROM scim_user u WHERE u.person_id = $1`, [
      personId,
    ]);
    return user;
  }

  /** Each write makes the next version, which the ETag names. */
  async save(tx: Tx, user: ScimUserInput): Promise<void> {
    await tx.query(
      `INSERT INTO scim_user (id, person_id, user_name, external_id, email, active, resource, version, created_at, modified_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)
       ON CONFLICT (id) DO UPDATE SET user_name = excluded.user_name, external_id = excluded.external_id,
         email = excluded.email, active = excluded.active, resource = excluded.resource,
         version = scim_user.version + 1, modified_at = excluded.modified_at`,
      [
        user.id,
        user.personId,
        user.userName,
        user.externalId,
        user.email,
        user.active,
        JSON.stringify(user.resource),
        tx.now,
      ],
    );
  }

  /** A group without them is another version of it. */
  async remove(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `UPDATE scim_group SET version = version + 1, modified_at = $2
       WHERE id IN (SELECT group_id FROM scim_group_member WHERE user_id = $1)`,
      [id, tx.now],
    );
    await tx.query('DELETE FROM scim_user WHERE id = $1', [id]);
  }

  /** Groups of these users, by the user's id. */
  async groupsOf(
    from: Reader,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { value: string; display: string }[]>> {
    const rows = await from.query<{ userId: string; value: string; display: string }>(
      `SELECT m.user_id AS "userId", g.id AS value, g.display_name AS display
       FROM scim_group_member m JOIN scim_group g ON g.id = m.group_id WHERE m.user_id = ANY ($1) ORDER BY g.display_name`,
      [ids],
    );
    const groups = new Map<string, { value: string; display: string }[]>();
    for (const { userId, ...group } of rows) groups.set(userId, [...(groups.get(userId) ?? []), group]);
    return groups;
  }
}
