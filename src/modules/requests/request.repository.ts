import { Injectable } from '@nestjs/common';
import { known, notFound } from '../../kernel';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { Position } from '../../platform/http/cursor';
import type { ApprovedGrant, GrantRepository } from '../grants';
import type { AccessRequest, ClosedBecause, Extension } from './access-request';
import { requestAfter, type RequestEvent, type RequestState } from './domain/request-lifecycle';

const COLUMNS = `
  r.id, r.version, r.requester_id AS "requesterId", r.profile_id AS "profileId", r.justification, r.ticket,
  r.duration_seconds AS "durationSeconds", r.starts_at AS "startsAt", r.conflicts, r.digest, r.state,
  r.decided_at AS "decidedAt", r.lapses_at AS "lapsesAt", r.created_at AS "createdAt",
  r.extends_grant_id AS "grantId", r.extends_from AS "from",
  (SELECT g.request_id FROM access_grant g WHERE g.id = r.extends_grant_id) AS "grantRequestId",
  r.closed_because AS "closedBecause"`;

type Row = Omit<AccessRequest, 'extension'> & { readonly [Of in keyof Extension]: Extension[Of] | null };

const requestOf = ({ grantId, grantRequestId, from, ...request }: Row): AccessRequest => ({
  ...request,
  extension:
    grantId === null || grantRequestId === null || from === null ? null : { grantId, grantRequestId, from },
});

export interface RequestFilter {
  readonly requesterId?: string;
  /** Only requests whose present version this person was asked to decide. */
  readonly askedOf?: string;
  readonly among?: readonly string[];
  readonly except?: readonly string[];
  readonly states?: readonly RequestState[];
  readonly after?: Position;
  readonly limit: number;
}

@Injectable()
export class RequestRepository {
  async find(from: Reader, id: string): Promise<AccessRequest | undefined> {
    const row = await from.first<Row>(`SELECT ${COLUMNS} FROM access_request r WHERE r.id = $1`, [id]);
    return row && requestOf(row);
  }

  /** Locks the request: of two decisions at once, the second sees what the first did. */
  async lock(tx: Tx, id: string): Promise<AccessRequest> {
    const [request] = await this.lockWhere(tx, 'r.id = $1', [id]);
    if (!request) throw unknownRequest();
    return request;
  }

  /**
   * With the grant that it extends, where it extends one, locked before it: whoever ends that grant closes the request
   * under the same locks, in the same order.
   */
  async lockWithGrant(
    tx: Tx,
    id: string,
    grants: Pick<GrantRepository, 'lockWithApprovals'>,
  ): Promise<{ readonly request: AccessRequest; readonly grant: ApprovedGrant | undefined }> {
    const { extension } = (await this.find(tx, id)) ?? {};
    const grant = extension ? await grants.lockWithApprovals(tx, extension.grantId) : undefined;
    return { request: await this.lock(tx, id), grant };
  }

  /** What people who have left still ask for. */
  lockPendingOfLeft(tx: Tx): Promise<AccessRequest[]> {
    return this.lockWhere(
      tx,
      `r.state = 'pending' AND r.requester_id IN (SELECT id FROM person WHERE status = 'left')`,
    );
  }

  /** On grants that the caller has locked: grants come before the requests that extend them. */
  lockPendingExtensions(tx: Tx, grantIds: readonly string[]): Promise<AccessRequest[]> {
    return this.lockWhere(tx, `r.state = 'pending' AND r.extends_grant_id = ANY ($1)`, [grantIds]);
  }

  private async lockWhere(tx: Tx, where: string, values: readonly unknown[] = []): Promise<AccessRequest[]> {
    const sql = `SELECT ${COLUMNS} FROM access_request r WHERE ${where} ORDER BY r.id FOR UPDATE`;
    return (await tx.query<Row>(sql, values)).map(requestOf);
  }

  /**
   * One lock a human being, whichever account asks, so that counting the open requests and adding one cannot be raced. It
   * leaves the keys free: two who ask at once and are each other's approvers refer to each other's rows, and must not wait
   * for each other.
   */
  async lockHuman(tx: Tx, personId: string): Promise<void> {
    await tx.query(
      `SELECT id FROM person
       WHERE id = (SELECT coalesce(second_account_of, id) FROM person WHERE id = $1) FOR NO KEY UPDATE`,
      [personId],
    );
  }

  /** The same lock, of whoever made this request. */
  async lockRequester(tx: Tx, requestId: string): Promise<void> {
    const request = await this.find(tx, requestId);
    if (request) await this.lockHuman(tx, request.requesterId);
  }

  /** What was asked under this key before. */
  async findSubmission(
    from: Reader,
    requesterId: string,
    idempotencyKey: string,
  ): Promise<{ readonly requestId: string; readonly digest: string | null } | undefined> {
    const row = await from.first<{ requestId: string; digest: string | null }>(
      `SELECT r.id AS "requestId", r.submission_digest AS digest FROM access_request r
       WHERE r.requester_id = $1 AND r.idempotency_key = $2`,
      [requesterId, idempotencyKey],
    );
    return row;
  }

  async list(from: Reader, filter: RequestFilter): Promise<AccessRequest[]> {
    const rows = await from.query<Row>(
      `SELECT ${COLUMNS} FROM access_request r
       WHERE ($1::uuid IS NULL OR r.requester_id = $1)
         AND ($2::uuid IS NULL OR EXISTS (SELECT FROM approval_ask a
               WHERE a.request_id = r.id AND a.request_version = r.version AND a.approver_id = $2))
         AND ($3::text[] IS NULL OR r.state = ANY ($3))
         AND ($4::timestamptz IS NULL OR (r.created_at, r.id) < ($4, $5::uuid))
         AND ($7::uuid[] IS NULL OR r.id = ANY ($7))
         AND ($8::uuid[] IS NULL OR r.id <> ALL ($8))
       ORDER BY r.created_at DESC, r.id DESC LIMIT $6`,
      [
        filter.requesterId ?? null,
        filter.askedOf ?? null,
        filter.states ?? null,
        filter.after?.at ?? null,
        filter.after?.id ?? null,
        filter.limit,
        filter.among ?? null,
        filter.except ?? null,
      ],
    );
    return rows.map(requestOf);
  }

  /** Open requests that this person was asked about and has not decided yet, newest first. */
  async undecidedBy(from: Reader, approverId: string): Promise<AccessRequest[]> {
    const rows = await from.query<Row>(
      `SELECT ${COLUMNS}
       FROM access_request r JOIN approval_ask a ON a.request_id = r.id AND a.request_version = r.version
       WHERE r.state = 'pending' AND a.approver_id = $1
         AND NOT EXISTS (SELECT FROM approval p WHERE p.request_id = r.id AND p.request_version = r.version
                           AND p.approver_id = $1)
       ORDER BY r.created_at DESC, r.id DESC`,
      [approverId],
    );
    return rows.map(requestOf);
  }

  async countPendingOf(from: Reader, requesterIds: readonly string[]): Promise<number> {
    const row = await from.first<{ count: number }>(
      `SELECT count(*)::int AS count FROM access_request WHERE requester_id = ANY ($1) AND state = 'pending'`,
      [requesterIds],
    );
    return row?.count ?? 0;
  }

  /** What these accounts ask for this profile and what still waits; more time for a grant in use left out. */
  async findPendingFor(
    from: Reader,
    requesterIds: readonly string[],
    profileId: string,
  ): Promise<string | undefined> {
    const row = await from.first<{ id: string }>(
      `SELECT id FROM access_request
       WHERE requester_id = ANY ($1) AND profile_id = $2 AND state = 'pending' AND extends_grant_id IS NULL LIMIT 1`,
      [requesterIds, profileId],
    );
    return row?.id;
  }

  /**
   * How many versions of requests these accounts have sent since: put to approvers, or approved by the policy itself. What
   * was taken in an emergency is told and counted by itself.
   */
  async countVersionsOf(from: Reader, requesterIds: readonly string[], since: Date): Promise<number> {
    const row = await from.first<{ count: number }>(
      `WITH sent AS (
         SELECT r.id, 1 AS version FROM access_request r
         WHERE r.requester_id = ANY ($1) AND r.created_at > $2
           AND NOT EXISTS (SELECT FROM break_glass b WHERE b.request_id = r.id)
         UNION
         SELECT s.request_id, s.request_version FROM access_request r JOIN approval_stage s ON s.request_id = r.id
         WHERE r.requester_id = ANY ($1) AND r.lapses_at > $2 AND s.opened_at > $2)
       SELECT count(*)::int AS count FROM sent`,
      [requesterIds, since],
    );
    return row?.count ?? 0;
  }

  /** When these accounts were denied each profile last. */
  async lastDenials(from: Reader, requesterIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const rows = await from.query<{ profileId: string; deniedAt: Date }>(
      `SELECT profile_id AS "profileId", max(decided_at) AS "deniedAt" FROM access_request
       WHERE requester_id = ANY ($1) AND state = 'denied' GROUP BY profile_id`,
      [requesterIds],
    );
    return new Map(rows.map(({ profileId, deniedAt }) => [profileId, deniedAt]));
  }

  async insert(
    tx: Tx,
    request: AccessRequest,
    submission: { readonly idempotencyKey: string | null; readonly digest: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO access_request (id, version, requester_id, profile_id, justification, ticket, duration_seconds,
         starts_at, digest, state, lapses_at, created_at, idempotency_key, submission_digest, extends_grant_id, extends_from,
         conflicts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        request.id,
        request.version,
        request.requesterId,
        request.profileId,
        request.justification,
        request.ticket,
        request.durationSeconds,
        request.startsAt,
        request.digest,
        request.state,
        request.lapsesAt,
        request.createdAt,
        submission.idempotencyKey,
        submission.digest,
        request.extension?.grantId ?? null,
        request.extension?.from ?? null,
        JSON.stringify(request.conflicts),
      ],
    );
  }

  async saveNewVersion(tx: Tx, request: AccessRequest): Promise<void> {
    await tx.query(
      `UPDATE access_request SET version = $2, justification = $3, ticket = $4, duration_seconds = $5, starts_at = $6,
         digest = $7, lapses_at = $8, conflicts = $9
       WHERE id = $1`,
      [
        request.id,
        request.version,
        request.justification,
        request.ticket,
        request.durationSeconds,
        request.startsAt,
        request.digest,
        request.lapsesAt,
        JSON.stringify(request.conflicts),
      ],
    );
  }

  /** On a request that the caller has locked. Throws `conflict` where its life cycle has no such step. */
  async close(
    tx: Tx,
    { id, state }: AccessRequest,
    event: RequestEvent,
    because: ClosedBecause | null = null,
  ): Promise<void> {
    await tx.query(
      'UPDATE access_request SET state = $2, decided_at = $3, closed_because = $4 WHERE id = $1',
      [id, requestAfter(state, event), tx.now, because],
    );
  }

  async lockLapsed(tx: Tx, limit: number): Promise<AccessRequest[]> {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM access_request r WHERE r.state = 'pending' AND r.lapses_at <= $1
       ORDER BY r.lapses_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [tx.now, limit],
    );
    return rows.map(requestOf);
  }

  /** Every request that waits, in the order of their ids. */
  async lockWaiting(tx: Tx, afterId: string | null, limit: number): Promise<AccessRequest[]> {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM access_request r
       WHERE r.state = 'pending' AND r.lapses_at > $1 AND ($2::uuid IS NULL OR r.id > $2)
       ORDER BY r.id LIMIT $3 FOR UPDATE OF r`,
      [tx.now, afterId, limit],
    );
    return rows.map(requestOf);
  }

  /**
   * Waiting requests that time alone puts to further people: a stage waited too long, or somebody who was asked is away and
   * their stand-in was not asked yet.
   */
  async lockToAskFurther(tx: Tx, afterId: string | null, limit: number): Promise<AccessRequest[]> {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM access_request r
       WHERE r.state = 'pending' AND r.lapses_at > $1
         AND ($3::uuid IS NULL OR r.id > $3)
         AND (EXISTS (SELECT FROM approval_stage s WHERE s.request_id = r.id AND s.request_version = r.version
                        AND s.escalates_at <= $1 AND s.escalated_at IS NULL)
           OR EXISTS (SELECT FROM approval_ask a JOIN absence b ON b.person_id = a.approver_id
                      WHERE a.request_id = r.id AND a.request_version = r.version AND b.from_at <= $1
                        AND b.until_at > $1 AND b.ended_at IS NULL
                        AND NOT EXISTS (SELECT FROM approval_ask d WHERE d.request_id = r.id
                              AND d.request_version = r.version AND d.approver_id = b.delegate_id)))
       ORDER BY r.id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [tx.now, limit, afterId],
    );
    return rows.map(requestOf);
  }

  /** What this person asked for before `exceptId`, counted. */
  async countsOf(
    from: Reader,
    requesterId: string,
    exceptId: string,
  ): Promise<{ requests: number; denied: number; lastUsedAt: Date | null }> {
    const row = await from.first<{ requests: number; denied: number; lastUsedAt: Date | null }>(
      `SELECT count(*)::int AS requests, (count(*) FILTER (WHERE r.state = 'denied'))::int AS denied,
              max(g.claimed_at) AS "lastUsedAt"
       FROM access_request r LEFT JOIN access_grant g ON g.request_id = r.id
       WHERE r.requester_id = $1 AND r.id <> $2`,
      [requesterId, exceptId],
    );
    return known(row, 'The count');
  }
}

export const unknownRequest = () => notFound('requests.unknown_request', 'There is no such request.');
