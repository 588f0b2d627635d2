import { Injectable } from '@nestjs/common';
import { conflict, SECOND } from '../../kernel';
import { type Reader, type Tx, violatedConstraint } from '../../platform/database/unit-of-work';
import type { Lease, Proof } from './grant';
import type { LeaseState } from './domain/lease-lifecycle';
import { UNCONFIRMED_AFTER } from './domain/retry';

const COLUMNS = `
  l.id, l.grant_id AS "grantId", l.entitlement_id AS "entitlementId", l.system_id AS "systemId",
  l.entitlement_settings AS "entitlementSettings", l.target_name AS "targetName", l.state,
  l.expires_at AS "expiresAt", l.extend_to AS "extendTo", l.created_at AS "createdAt", l.issued_at AS "issuedAt",
  l.end_asked_at AS "endAskedAt", l.ended_at AS "endedAt", l.proof, l.attempts,
  l.next_attempt_at AS "nextAttemptAt", l.last_error AS "lastError", l.raised_at AS "raisedAt", l.fence,
  l.claimed_until AS "claimedUntil"`;

export type NewLease = Pick<
  Lease,
  | 'id'
  | 'grantId'
  | 'entitlementId'
  | 'systemId'
  | 'entitlementSettings'
  | 'targetName'
  | 'expiresAt'
  | 'createdAt'
> & { readonly claimedUntil: Date };

export type EndedLease = Lease & { readonly proof: Proof };

const TO_END = `l.state IN ('ending', 'unconfirmed')`;
const TO_EXTEND = `l.state = 'live' AND l.extend_to IS NOT NULL`;

@Injectable()
export class LeaseRepository {
  ofGrants(from: Reader, grantIds: readonly string[]): Promise<Lease[]> {
    return from.query<Lease>(`SELECT ${COLUMNS} FROM lease l WHERE l.grant_id = ANY ($1) ORDER BY l.id`, [
      grantIds,
    ]);
  }

  /** Everything not yet proved absent, of one grant. */
  openOfGrant(from: Reader, grantId: string): Promise<Lease[]> {
    return this.openOfGrants(from, [grantId]);
  }

  openOfGrants(from: Reader, grantIds: readonly string[]): Promise<Lease[]> {
    return from.query<Lease>(
      `SELECT ${COLUMNS} FROM lease l WHERE l.grant_id = ANY ($1) AND l.state <> 'ended' ORDER BY l.id`,
      [grantIds],
    );
  }

  ofSystem(from: Reader, systemId: string, states: readonly LeaseState[], limit: number): Promise<Lease[]> {
    return from.query<Lease>(
      `SELECT ${COLUMNS} FROM lease l WHERE l.system_id = $1 AND l.state = ANY ($2)
       ORDER BY l.ended_at DESC NULLS FIRST, l.id DESC LIMIT $3`,
      [systemId, states, limit],
    );
  }

  byIds(from: Reader, ids: readonly string[]): Promise<Lease[]> {
    return from.query<Lease>(`SELECT ${COLUMNS} FROM lease l WHERE l.id = ANY ($1)`, [ids]);
  }

  /** Proved ended, although their deadline is later than this. */
  endedBefore(from: Reader, systemId: string, deadline: Date): Promise<EndedLease[]> {
    return from.query<EndedLease>(
      `SELECT ${COLUMNS} FROM lease l
       WHERE l.system_id = $1 AND l.state = 'ended' AND l.expires_at > $2 AND l.proof IS NOT NULL ORDER BY l.id`,
      [systemId, deadline],
    );
  }

  async countUnconfirmed(from: Reader): Promise<number> {
    const row = await from.first<{ count: number }>(
      `SELECT count(*)::int AS count FROM lease WHERE state = 'unconfirmed'`,
    );
    return row?.count ?? 0;
  }

  async unconfirmed(from: Reader): Promise<Lease[]> {
    return from.query<Lease>(
      `SELECT ${COLUMNS} FROM lease l WHERE l.state = 'unconfirmed' ORDER BY l.end_asked_at, l.id`,
    );
  }

  /** The intent (I4). A second open lease of the same grant and entitlement is refused by the database (I3). */
  async insertIntent(tx: Tx, lease: NewLease): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO lease (id, grant_id, entitlement_id, system_id, entitlement_settings, target_name, state,
           expires_at, created_at, claimed_until, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'issuing', $7, $8, $9, $9)`,
        [
          lease.id,
          lease.grantId,
          lease.entitlementId,
          lease.systemId,
          JSON.stringify(lease.entitlementSettings),
          lease.targetName,
          lease.expiresAt,
          lease.createdAt,
          lease.claimedUntil,
        ],
      );
    } catch (error) {
      if (violatedConstraint(error) !== 'lease_one_open') throw error;
      throw conflict('grants.already_issued', 'A log-in of this grant exists or is being made already.');
    }
  }

  /** Takes a live lease for a new password, until the grant's end of today; the fence moves, so that whoever held it before cannot write any more. */
  async reopenForReplacement(
    tx: Tx,
    id: string,
    { claimedUntil, expiresAt }: { readonly claimedUntil: Date; readonly expiresAt: Date },
  ): Promise<string | undefined> {
    const row = await tx.first<{ fence: string }>(
      `UPDATE lease SET state = 'issuing', fence = fence + 1, claimed_until = $2, next_attempt_at = $2, expires_at = $3,
         extend_to = NULL, last_error = NULL
       WHERE id = $1 AND state = 'live' RETURNING fence`,
      [id, claimedUntil, expiresAt],
    );
    return row?.fence;
  }

  /** @param until where its end is another than it was claimed with. False when the claim was lost meanwhile (I13). */
  async markLive(tx: Tx, id: string, fence: string, until: Date | null = null): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE lease SET state = 'live', issued_at = coalesce(issued_at, $3), claimed_until = NULL,
         expires_at = coalesce($4, expires_at),
         next_attempt_at = CASE WHEN extend_to IS NOT NULL THEN $3::timestamptz END
       WHERE id = $1 AND fence = $2 AND state = 'issuing' AND claimed_until > $3 RETURNING id`,
      [id, fence, tx.now, until],
    );
    return rows.length > 0;
  }

  /**
   * Hands leases over to the worker that ends them; with `fence`, only what is still in its owner's hands (I13).
   * Answers how many changed hands.
   */
  async markEnding(tx: Tx, ids: readonly string[], fence?: string): Promise<number> {
    const rows = await tx.query(
      `UPDATE lease SET state = 'ending', end_asked_at = $2, next_attempt_at = $2, claimed_until = NULL, attempts = 0,
         last_error = NULL, extend_to = NULL, fence = fence + 1
       WHERE id = ANY ($1) AND state IN ('issuing', 'live') AND ($3::bigint IS NULL OR fence = $3) RETURNING id`,
      [ids, tx.now, fence ?? null],
    );
    return rows.length;
  }

  /** The next try of one that is to be ended is due now, unless somebody is at it at this moment. */
  async bringForward(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE lease SET next_attempt_at = $2
       WHERE id = $1 AND state IN ('ending', 'unconfirmed') AND claimed_until IS NULL RETURNING id`,
      [id, tx.now],
    );
    return rows.length > 0;
  }

  /** Whoever is trying to end them goes on: the fence stays. */
  async markUnconfirmed(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE lease SET state = 'unconfirmed', raised_at = $2 WHERE id = ANY ($1) AND state = 'ending'`,
      [ids, tx.now],
    );
  }

  /** The intent to move their deadlines. Answers the ids of those that go on; one that is over stays over (I12). */
  async intendExtension(tx: Tx, ids: readonly string[], until: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE lease SET extend_to = $2, attempts = 0, last_error = NULL,
         next_attempt_at = CASE WHEN state = 'live' AND claimed_until IS NULL THEN $3 ELSE next_attempt_at END
       WHERE id = ANY ($1) AND state IN ('issuing', 'live') AND expires_at > $3 AND expires_at < $2 RETURNING id`,
      [ids, until, tx.now],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * The outcome: from now on the later deadline holds. False when the claim was lost, or the lease ended or came to its
   * deadline, meanwhile (I12, I13). Another extension may have been approved on top: then it is moved once more.
   */
  async markExtended(
    tx: Tx,
    id: string,
    fence: string,
    { until, now }: { readonly until: Date; readonly now: Date },
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE lease SET expires_at = $3, extend_to = nullif(extend_to, $3), claimed_until = NULL, last_error = NULL,
         next_attempt_at = CASE WHEN extend_to > $3 THEN $4::timestamptz END
       WHERE id = $1 AND fence = $2 AND state = 'live' AND extend_to >= $3 AND expires_at > $4 AND claimed_until > $4
       RETURNING id`,
      [id, fence, until, now],
    );
    return rows.length > 0;
  }

  systemsToEndAt(from: Reader, now: Date): Promise<{ id: string; kind: string }[]> {
    return this.systemsInArrears(from, now, TO_END);
  }

  systemsToExtendAt(from: Reader, now: Date): Promise<{ id: string; kind: string }[]> {
    return this.systemsInArrears(from, now, TO_EXTEND);
  }

  claimToEnd(tx: Tx, systemId: string, until: Date, limit: number): Promise<Lease[]> {
    return this.claim(tx, TO_END, { systemId, until, limit });
  }

  claimToExtend(tx: Tx, systemId: string, until: Date, limit: number): Promise<Lease[]> {
    return this.claim(tx, TO_EXTEND, { systemId, until, limit });
  }

  /** Systems at which something has to be done now. */
  private systemsInArrears(from: Reader, now: Date, what: string): Promise<{ id: string; kind: string }[]> {
    return from.query(
      `SELECT DISTINCT s.id, s.kind FROM lease l JOIN system s ON s.id = l.system_id
       WHERE ${what} AND l.next_attempt_at <= $1`,
      [now],
    );
  }

  /** Claims leases of a system, with an expiry and a new fence number (I13). */
  private claim(
    tx: Tx,
    what: string,
    { systemId, until, limit }: { readonly systemId: string; readonly until: Date; readonly limit: number },
  ): Promise<Lease[]> {
    return tx.query<Lease>(
      `UPDATE lease l SET claimed_until = $2, fence = fence + 1, attempts = attempts + 1, next_attempt_at = $2
       WHERE l.id IN (
         SELECT l.id FROM lease l
         WHERE ${what} AND l.next_attempt_at <= $1 AND l.system_id = $4
         ORDER BY l.next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING ${COLUMNS}`,
      [tx.now, until, limit, systemId],
    );
  }

  async markEnded(tx: Tx, id: string, fence: string, proof: Proof): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE lease SET state = 'ended', ended_at = $3, proof = $4, claimed_until = NULL, next_attempt_at = NULL,
         last_error = NULL
       WHERE id = $1 AND fence = $2 AND state IN ('ending', 'unconfirmed') RETURNING id`,
      [id, fence, tx.now, JSON.stringify(proof)],
    );
    return rows.length > 0;
  }

  /** Nothing when the claim was lost meanwhile (I13). */
  async markFailed(
    tx: Tx,
    id: string,
    fence: string,
    failure: { readonly nextAttemptAt: Date; readonly error: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE lease SET next_attempt_at = $3, last_error = $4, claimed_until = NULL
       WHERE id = $1 AND fence = $2 AND state IN ('live', 'ending', 'unconfirmed')`,
      [id, fence, failure.nextAttemptAt, failure.error],
    );
  }

  /**
   * The next moment at which the clock alone gives the worker something to do; null when nothing waits.
   * @param exceptSystems at which it can take on no more before it has done some
   */
  async nextDueAt(
    from: Reader,
    exceptSystems: { readonly toEnd: readonly string[]; readonly toExtend: readonly string[] },
  ): Promise<Date | null> {
    const row = await from.first<{ at: Date | null }>(
      `SELECT least(
         (SELECT min(next_attempt_at) FROM lease WHERE state = 'issuing'),
         (SELECT min(next_attempt_at) FROM lease
          WHERE state = 'live' AND extend_to IS NOT NULL AND system_id <> ALL ($3)),
         (SELECT min(expires_at) FROM lease WHERE state = 'live'),
         (SELECT min(next_attempt_at) FROM lease
          WHERE state IN ('ending', 'unconfirmed') AND system_id <> ALL ($1)),
         (SELECT min(end_asked_at) + make_interval(secs => $2) FROM lease WHERE state = 'ending'),
         (SELECT min(starts_at) FROM access_grant WHERE state = 'scheduled'),
         (SELECT min(claim_by) FROM access_grant WHERE state = 'claimable'),
         (SELECT min(expires_at) FROM access_grant WHERE state = 'active')) AS at`,
      [exceptSystems.toEnd, UNCONFIRMED_AFTER / SECOND, exceptSystems.toExtend],
    );
    return row?.at ?? null;
  }

  /** Of each system, how many are unconfirmed and since when the oldest of them has to be gone. */
  unconfirmedBySystem(from: Reader): Promise<{ system: string; count: number; since: Date }[]> {
    return from.query(
      `SELECT s.key AS system, count(*)::int AS count, min(l.end_asked_at) AS since
       FROM lease l JOIN system s ON s.id = l.system_id WHERE l.state = 'unconfirmed' GROUP BY s.key`,
    );
  }

  countBySystem(from: Reader): Promise<{ systemId: string; state: LeaseState; count: number }[]> {
    return from.query(
      `SELECT system_id AS "systemId", state, count(*)::int AS count FROM lease
       WHERE state <> 'ended' GROUP BY system_id, state`,
    );
  }
}
