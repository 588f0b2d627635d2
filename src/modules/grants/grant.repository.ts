import { Injectable } from '@nestjs/common';
import { gone, notFound } from '../../kernel';
import type { Position } from '../../platform/http/cursor';
import { type Reader, type Tx, violatedConstraint } from '../../platform/database/unit-of-work';
import type { Approval, HeldProfile } from '../policy';
import type { EndReason, GrantState } from './domain/grant-lifecycle';
import { UNCONFIRMED_AFTER } from './domain/retry';
import type { ApprovedExtension, ApprovedGrant, Grant, Lease } from './grant';

const COLUMNS = `
  g.id, g.request_id AS "requestId", g.request_version AS "requestVersion", g.request_digest AS "requestDigest",
  g.scope_digest AS "scopeDigest", g.person_id AS "personId", g.profile_id AS "profileId", g.state,
  g.duration_seconds AS "durationSeconds", g.maximum_seconds AS "maximumSeconds", g.starts_at AS "startsAt",
  g.claim_by AS "claimBy",
  g.claimed_at AS "claimedAt", g.expires_at AS "expiresAt", g.end_reason AS "endReason", g.ended_by AS "endedBy",
  g.end_asked_at AS "endAskedAt", g.ended_at AS "endedAt", g.created_at AS "createdAt",
  (SELECT max(e.extends_until) FROM grant_extension e WHERE e.grant_id = g.id) AS "extendedUntil"`;

const GIVEN = `
  coalesce(json_agg(json_build_object(
    'approverId', a.approver_id, 'version', a.request_version, 'digest', a.digest,
    'decidedAt', a.decided_at, 'stepUpAt', a.factor_verified_at) ORDER BY a.decided_at), '[]')`;

/** Of the very version that was approved. */
const escalatedOf = (id: string, version: string): string => `
  (SELECT coalesce(json_agg(s.stage ORDER BY s.stage), '[]') FROM approval_stage s
   WHERE s.request_id = ${id} AND s.request_version = ${version} AND s.escalated_at IS NOT NULL)`;

const APPROVALS = `
  ${escalatedOf('g.request_id', 'g.request_version')} AS escalated,
  (SELECT ${GIVEN} FROM grant_approval ga JOIN approval a ON a.id = ga.approval_id
   WHERE ga.grant_id = g.id AND a.decision = 'approve') AS approvals,
  coalesce((SELECT json_agg(json_build_object(
              'requestId', e.request_id, 'version', e.request_version, 'digest', e.request_digest,
              'approvals', (SELECT ${GIVEN} FROM approval a
                            WHERE a.request_id = e.request_id AND a.request_version = e.request_version
                              AND a.decision = 'approve'),
              'escalated', ${escalatedOf('e.request_id', 'e.request_version')},
              'conflicts', (SELECT r.conflicts FROM access_request r WHERE r.id = e.request_id)) ORDER BY e.extends_from)
            FROM grant_extension e WHERE e.grant_id = g.id), '[]') AS extensions`;

const APPROVED = `
  SELECT ${COLUMNS}, ${APPROVALS},
    (SELECT p.handle FROM person p WHERE p.id = g.person_id) AS handle,
    (SELECT r.ticket FROM access_request r WHERE r.id = g.request_id) AS ticket,
    (SELECT r.conflicts FROM access_request r WHERE r.id = g.request_id) AS conflicts,
    EXISTS (SELECT FROM break_glass b WHERE b.request_id = g.request_id) AS "breakGlass"
  FROM access_grant g`;

/** JSON knows no points in time. */
type ToldApproval = Omit<Approval, 'decidedAt' | 'stepUpAt'> & Record<'decidedAt' | 'stepUpAt', string>;
type Told<Thing> = Omit<Thing, 'approvals'> & { readonly approvals: readonly ToldApproval[] };
type ApprovedRow = Told<Omit<ApprovedGrant, 'extensions'>> & {
  readonly extensions: readonly Told<ApprovedExtension>[];
};

const approvalsOf = (told: readonly ToldApproval[]): Approval[] =>
  told.map((approval) => ({
    ...approval,
    decidedAt: new Date(approval.decidedAt),
    stepUpAt: new Date(approval.stepUpAt),
  }));

const approvedGrantOf = (row: ApprovedRow): ApprovedGrant => ({
  ...row,
  approvals: approvalsOf(row.approvals),
  extensions: row.extensions.map((extension) => ({
    ...extension,
    approvals: approvalsOf(extension.approvals),
  })),
});

/**
 * Of these the clock asks something at $1 (domain/due-steps.ts says what). A grant in use has a deadline of its own: the
 * last log-in of it may be gone, or in the making, when that comes. $2: when an end was asked for that is unproved too long.
 */
const DUE = `
  SELECT id FROM access_grant WHERE state = 'scheduled' AND starts_at <= $1
  UNION ALL SELECT id FROM access_grant WHERE state = 'claimable' AND claim_by <= $1
  UNION ALL SELECT id FROM access_grant WHERE state = 'active' AND expires_at <= $1
  UNION ALL SELECT grant_id FROM lease WHERE state = 'live' AND expires_at <= $1
  UNION ALL SELECT grant_id FROM lease WHERE state = 'issuing' AND next_attempt_at <= $1
  UNION ALL SELECT grant_id FROM lease WHERE state = 'ending' AND end_asked_at <= $2
  UNION ALL SELECT l.grant_id FROM lease l JOIN access_grant a ON a.id = l.grant_id
    WHERE l.state = 'unconfirmed' AND a.state = 'ending'`;

const unprovedSince = (now: Date): Date => new Date(now.getTime() - UNCONFIRMED_AFTER);

export interface GrantFilter {
  readonly personId?: string;
  readonly states?: readonly GrantState[];
  readonly after?: Position;
  readonly limit: number;
}

export interface NewGrant extends Omit<
  Grant,
  'claimedAt' | 'expiresAt' | 'extendedUntil' | 'endReason' | 'endedBy' | 'endAskedAt' | 'endedAt'
> {
  readonly approvalIds: readonly string[];
  readonly approvedByPolicy: boolean;
}

export interface GrantExtension {
  readonly grantId: string;
  readonly requestId: string;
  readonly from: Date;
  readonly until: Date;
}

export interface NewExtension extends Omit<GrantExtension, 'grantId'> {
  readonly requestVersion: number;
  readonly requestDigest: string;
}

@Injectable()
export class GrantRepository {
  async find(from: Reader, id: string): Promise<Grant | undefined> {
    const grant = await from.first<Grant>(`SELECT ${COLUMNS} FROM access_grant g WHERE g.id = $1`, [id]);
    return grant;
  }

  /** Locks the grant: whoever decides on it next waits, then sees what this transaction did. */
  async lock(tx: Tx, id: string): Promise<Grant> {
    const grant = await tx.first<Grant>(`SELECT ${COLUMNS} FROM access_grant g WHERE g.id = $1 FOR UPDATE`, [
      id,
    ]);
    if (!grant) throw unknownGrant();
    return grant;
  }

  async lockWithApprovals(tx: Tx, id: string): Promise<ApprovedGrant> {
    const row = await tx.first<ApprovedRow>(`${APPROVED} WHERE g.id = $1 FOR UPDATE OF g`, [id]);
    if (!row) throw unknownGrant();
    return approvedGrantOf(row);
  }

  /** Locks several in the one order in which everybody locks several, so that no two wait for each other. */
  lockAll(tx: Tx, ids: readonly string[]): Promise<Grant[]> {
    return tx.query<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.id = ANY ($1) ORDER BY g.id FOR UPDATE`,
      [ids],
    );
  }

  /** The same, without those that somebody else has locked at this moment. */
  lockFree(tx: Tx, ids: readonly string[]): Promise<Grant[]> {
    return tx.query<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.id = ANY ($1) ORDER BY g.id FOR UPDATE SKIP LOCKED`,
      [ids],
    );
  }

  /** In the order of `ids`. */
  byIds(from: Reader, ids: readonly string[]): Promise<Grant[]> {
    return from.query<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.id = ANY ($1) ORDER BY array_position($1::uuid[], g.id)`,
      [ids],
    );
  }

  list(from: Reader, filter: GrantFilter): Promise<Grant[]> {
    return from.query<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g
       WHERE ($1::uuid IS NULL OR g.person_id = $1)
         AND ($2::text[] IS NULL OR g.state = ANY ($2))
         AND ($3::timestamptz IS NULL OR (g.created_at, g.id) < ($3, $4::uuid))
       ORDER BY g.created_at DESC, g.id DESC LIMIT $5`,
      [
        filter.personId ?? null,
        filter.states ?? null,
        filter.after?.at ?? null,
        filter.after?.id ?? null,
        filter.limit,
      ],
    );
  }

  ofRequests(from: Reader, requestIds: readonly string[]): Promise<Grant[]> {
    return from.query<Grant>(`SELECT ${COLUMNS} FROM access_grant g WHERE g.request_id = ANY ($1)`, [
      requestIds,
    ]);
  }

  async insert(tx: Tx, grant: NewGrant): Promise<void> {
    await tx.query(
      `INSERT INTO access_grant (id, request_id, request_version, request_digest, scope_digest, person_id, profile_id,
         state, duration_seconds, maximum_seconds, starts_at, claim_by, created_at, approved_by_policy)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        grant.id,
        grant.requestId,
        grant.requestVersion,
        grant.requestDigest,
        grant.scopeDigest,
        grant.personId,
        grant.profileId,
        grant.state,
        grant.durationSeconds,
        grant.maximumSeconds,
        grant.startsAt,
        grant.claimBy,
        grant.createdAt,
        grant.approvedByPolicy,
      ],
    );
    await tx.query('INSERT INTO grant_approval (grant_id, approval_id) SELECT $1, unnest($2::uuid[])', [
      grant.id,
      grant.approvalIds,
    ]);
  }

  /**
   * Its first use sets its deadline, so that its time counts from the intent, where the log-in's deadline was set; one in
   * use stays as it is. Locked either way. False when it has ended meanwhile.
   */
  async takeIntoUse(tx: Tx, id: string, first: Pick<Lease, 'createdAt' | 'expiresAt'>): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE access_grant SET state = 'active', expires_at = coalesce(expires_at, $2),
         claimed_at = coalesce(claimed_at, $3)
       WHERE id = $1 AND state IN ('claimable', 'active') RETURNING id`,
      [id, first.expiresAt, first.createdAt],
    );
    return rows.length > 0;
  }

  /**
   * Moves the deadline of a grant in use, on a grant that the caller has locked. The database compares it with its own
   * clock once more, and knows the approved extension that it comes from (I12).
   */
  async extend(tx: Tx, id: string, extension: NewExtension): Promise<void> {
    const { requestId, requestVersion, requestDigest, from, until } = extension;
    try {
      await tx.query(
        `INSERT INTO grant_extension (request_id, request_version, request_digest, grant_id, extends_from, extends_until,
           approved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [requestId, requestVersion, requestDigest, id, from, until, tx.now],
      );
      await tx.query('UPDATE access_grant SET expires_at = $2 WHERE id = $1', [id, until]);
    } catch (error) {
      if (violatedConstraint(error) !== 'access_grant_extended_by_approval') throw error;
      throw gone('grants.already_ended', 'The time of this grant is over. Ask for access again.');
    }
  }

  /** What was approved on top of these grants, oldest first. */
  extensionsOf(from: Reader, ids: readonly string[]): Promise<GrantExtension[]> {
    return from.query<GrantExtension>(
      `SELECT grant_id AS "grantId", request_id AS "requestId", extends_from AS "from", extends_until AS until
       FROM grant_extension WHERE grant_id = ANY ($1) ORDER BY extends_from`,
      [ids],
    );
  }

  /** What is asked on top of these grants and waits for approvals. */
  pendingExtensionsOf(from: Reader, ids: readonly string[]): Promise<GrantExtension[]> {
    return from.query<GrantExtension>(
      `SELECT extends_grant_id AS "grantId", id AS "requestId", extends_from AS "from",
              extends_from + make_interval(secs => duration_seconds) AS until
       FROM access_request WHERE extends_grant_id = ANY ($1) AND state = 'pending'`,
      [ids],
    );
  }

  async markState(tx: Tx, id: string, state: GrantState): Promise<void> {
    await tx.query('UPDATE access_grant SET state = $2 WHERE id = $1', [id, state]);
  }

  async markEnding(
    tx: Tx,
    ids: readonly string[],
    end: { state: GrantState; reason: EndReason; by: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE access_grant SET state = $2, end_reason = $3, ended_by = $4, end_asked_at = $5,
         ended_at = CASE WHEN $2 = 'ended' THEN $5::timestamptz END
       WHERE id = ANY ($1)`,
      [ids, end.state, end.reason, end.by, tx.now],
    );
  }

  async markEnded(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query(`UPDATE access_grant SET state = 'ended', ended_at = $2 WHERE id = $1`, [id, at]);
  }

  /** Grants of which the clock alone asks something, locked; those that somebody else is changing are left to them. */
  lockDue(tx: Tx, limit: number, except: readonly string[]): Promise<Grant[]> {
    return tx.query<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.id IN (${DUE}) AND g.id <> ALL ($3)
       ORDER BY g.id LIMIT $4 FOR UPDATE SKIP LOCKED`,
      [tx.now, unprovedSince(tx.now), except, limit],
    );
  }

  async dueIds(from: Reader, now: Date, limit: number, except: readonly string[]): Promise<string[]> {
    const rows = await from.query<{ id: string }>(
      `SELECT g.id FROM access_grant g WHERE g.id IN (${DUE}) AND g.id <> ALL ($3) ORDER BY g.id LIMIT $4`,
      [now, unprovedSince(now), except, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** In use, and over by `until` unless they are extended. */
  endingBetween(from: Reader, now: Date, until: Date): Promise<Grant[]> {
    return from.query<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.state = 'active' AND g.expires_at > $1 AND g.expires_at <= $2`,
      [now, until],
    );
  }

  /** Everything that somebody may use, now or later, in the order of their ids. */
  async openWithApprovals(from: Reader): Promise<ApprovedGrant[]> {
    const rows = await from.query<ApprovedRow>(
      `${APPROVED} WHERE g.state IN ('scheduled', 'claimable', 'active') ORDER BY g.id`,
    );
    return rows.map(approvedGrantOf);
  }

  /** How often these accounts hold this profile now, or will at a time that was granted. */
  async countOpenOf(from: Reader, personIds: readonly string[], profileId: string): Promise<number> {
    const row = await from.first<{ count: number }>(
      `SELECT count(*)::int AS count FROM access_grant
       WHERE person_id = ANY ($1) AND profile_id = $2 AND state IN ('scheduled', 'claimable', 'active')`,
      [personIds, profileId],
    );
    return row?.count ?? 0;
  }

  /** What these accounts hold now, for the separation of duties; `exceptRequestId` is the request under decision. */
  heldBy(from: Reader, personIds: readonly string[], exceptRequestId: string | null): Promise<HeldProfile[]> {
    return from.query<HeldProfile>(
      `SELECT DISTINCT f.id, f.name, f.separate_from AS "separateFrom",
              f.separation_exceptions AS "separationExceptions", f.separation_approvals AS "separationApprovals",
              ARRAY(SELECT DISTINCT c ->> 'profileId'
                    FROM access_request r CROSS JOIN jsonb_array_elements(r.conflicts) c
                    WHERE r.id = g.request_id
                      OR r.id IN (SELECT e.request_id FROM grant_extension e WHERE e.grant_id = g.id)
                    ORDER BY 1) AS "approvedWith"
       FROM access_grant g JOIN access_profile f ON f.id = g.profile_id
       WHERE g.person_id = ANY ($1) AND g.state IN ('scheduled', 'claimable', 'active')
         AND ($2::uuid IS NULL OR g.request_id <> $2)`,
      [personIds, exceptRequestId],
    );
  }
}

export const unknownGrant = () => notFound('grants.unknown_grant', 'There is no such grant.');
