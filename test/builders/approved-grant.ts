import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { newId } from '../../src/kernel';
import { CatalogRepository } from '../../src/modules/catalog';
import { scopeDigest } from '../../src/modules/grants';
import { readerFrom } from '../../src/platform/database/unit-of-work';

/** An open web session of a person, written as the owner of the database. Answers its id. */
export async function openSession(owner: Client, personId: string): Promise<string> {
  const id = newId();
  await owner.query(
    `INSERT INTO web_session (id, person_id, token_hash, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, '2026-01-05T08:00:00Z', '2026-01-05T08:00:00Z', '2026-01-06T00:00:00Z')`,
    [id, personId, randomBytes(32)],
  );
  return id;
}

export interface ApprovedGrantOptions {
  /** Handles, and the key of a profile. */
  readonly person: string;
  readonly approver: string;
  readonly profile: string;
  readonly at: Date;
}

/** A claimable grant on one good approval, with the request and the second factor behind it. Answers its id. */
export async function approvedGrant(
  owner: Client,
  { person, approver, profile, at }: ApprovedGrantOptions,
): Promise<string> {
  const id = async (table: string, column: string, name: string): Promise<string> => {
    const { rows } = await owner.query<{ id: string }>(`SELECT id FROM ${table} WHERE ${column} = $1`, [
      name,
    ]);
    return rows[0].id;
  };
  const [personId, approverId] = [
    await id('person', 'handle', person),
    await id('person', 'handle', approver),
  ];
  const reader = readerFrom(
    async <T>(sql: string, values: readonly unknown[] = []) =>
      (await owner.query(sql, [...values])).rows as T[],
  );
  const approved = await new CatalogRepository().profileByKey(reader, profile);
  const profileId = approved.id;
  const [requestId, stepUpId, approvalId, grantId] = [newId(), newId(), newId(), newId()];
  const digest = randomBytes(32).toString('hex');
  const later = new Date(at.getTime() + 8 * 3_600_000);

  await owner.query(
    `INSERT INTO access_request (id, version, requester_id, profile_id, justification, duration_seconds, digest, state,
       decided_at, lapses_at, created_at)
     VALUES ($1, 1, $2, $3, 'Looking for the cause of a wrong total.', 1800, $4, 'approved', $5, $6, $5)`,
    [requestId, personId, profileId, digest, at, later],
  );
  await owner.query(
    `INSERT INTO step_up (id, token_hash, session_id, person_id, action, subject_id, digest, factor, verified_at, consumed_at)
     VALUES ($1, $2, $3, $4, 'requests.decide', $5, $6, 'totp', $7, $7)`,
    [stepUpId, randomBytes(32), await openSession(owner, approverId), approverId, requestId, digest, at],
  );
  await owner.query(
    `INSERT INTO approval (id, request_id, request_version, approver_id, decision, digest, step_up_id, factor,
       factor_verified_at, decided_at)
     VALUES ($1, $2, 1, $3, 'approve', $4, $5, 'totp', $6, $6)`,
    [approvalId, requestId, approverId, digest, stepUpId, at],
  );
  await owner.query(
    `INSERT INTO access_grant (id, request_id, request_version, request_digest, scope_digest, person_id, profile_id,
       state, duration_seconds, maximum_seconds, starts_at, claim_by, created_at)
     VALUES ($1, $2, 1, $3, $8, $4, $5, 'claimable', 1800, 7200, $6, $7, $6)`,
    [grantId, requestId, digest, personId, profileId, at, later, scopeDigest(approved)],
  );
  await owner.query('INSERT INTO grant_approval (grant_id, approval_id) VALUES ($1, $2)', [
    grantId,
    approvalId,
  ]);
  return grantId;
}
