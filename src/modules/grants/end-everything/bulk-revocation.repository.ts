import { Injectable } from '@nestjs/common';
import { notFound } from '../../../kernel';
import type { Position } from '../../../platform/http/cursor';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { BulkScope } from '../domain/bulk-scope';
import type { LeaseState } from '../domain/lease-lifecycle';
import type { BulkRevocation, ScopeCounts } from './bulk-revocation';
import { IN_SCOPE, SCOPE_COLUMNS, SCOPE_JOINS, scopeOf, type ScopeRow, scopeValues } from './scope-sql';

const BULK = `
  SELECT t.id, t.reason, t.asked_by AS "askedBy", t.asked_at AS "askedAt", t.halt_id AS "haltId", ${SCOPE_COLUMNS}
  FROM bulk_revocation t ${SCOPE_JOINS}`;

type BulkRow = Omit<BulkRevocation, 'scope'> & ScopeRow;

const bulkOf = ({ kind, scopeId, key, scopeName, ...row }: BulkRow): BulkRevocation => ({
  ...row,
  scope: scopeOf({ kind, scopeId, key, scopeName }),
});

/** In one statement and one transaction, however much is open (design: never more rows than this in one). */
const LISTED_AT_ONCE = 10_000;

/** Log-ins that a bulk revocation $1 found: those proved gone before it were nothing to it. */
const ITS_LEASES = `
  FROM bulk_revocation b JOIN bulk_revocation_grant bg ON bg.bulk_revocation_id = b.id
  JOIN lease l ON l.grant_id = bg.grant_id AND (l.ended_at IS NULL OR l.ended_at >= b.asked_at)
  WHERE b.id = $1`;

/** Grants of one act that are to be ended. */
export interface ListedGrants {
  readonly bulkId: string;
  readonly grantIds: readonly string[];
}

export interface Progress {
  readonly grants: number;
  readonly grantsEnded: number;
  /** Listed, and not even asked to end yet. */
  readonly grantsWaiting: number;
  readonly leases: Readonly<Record<LeaseState, number>>;
  readonly lastEndedAt: Date | null;
}

@Injectable()
export class BulkRevocationRepository {
  async find(from: Reader, id: string): Promise<BulkRevocation> {
    const row = await from.first<BulkRow>(`${BULK} WHERE t.id = $1`, [id]);
    if (!row) throw notFound('grants.unknown_bulk_revocation', 'There is no such ending.');
    return bulkOf(row);
  }

  async list(from: Reader, after: Position | undefined, limit: number): Promise<BulkRevocation[]> {
    const rows = await from.query<BulkRow>(
      `${BULK} WHERE $1::timestamptz IS NULL OR (t.asked_at, t.id) < ($1, $2::uuid)
       ORDER BY t.asked_at DESC, t.id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
    return rows.map(bulkOf);
  }

  /** What there is to end in a scope, in numbers; what is ending already is nothing to end. */
  async count(from: Reader, { kind, id }: BulkScope): Promise<ScopeCounts> {
    const counts = await from.first<ScopeCounts>(
      `WITH held AS (SELECT g.id, g.person_id FROM access_grant g
                     WHERE g.state IN ('scheduled', 'claimable', 'active') AND ${IN_SCOPE})
       SELECT (SELECT count(*)::int FROM held) AS grants,
              (SELECT count(DISTINCT person_id)::int FROM held) AS people,
              count(DISTINCT l.system_id)::int AS systems, count(l.id)::int AS "logIns"
       FROM lease l JOIN held ON held.id = l.grant_id WHERE l.state <> 'ended'`,
      [kind, id],
    );
    return counts ?? { grants: 0, people: 0, systems: 0, logIns: 0 };
  }

  /** The first of what there is to end: what is in use before what is not. */
  async openGrantIds(from: Reader, { kind, id }: BulkScope, limit: number): Promise<string[]> {
    const rows = await from.query<{ id: string }>(
      `SELECT g.id FROM access_grant g WHERE g.state IN ('scheduled', 'claimable', 'active') AND ${IN_SCOPE}
       ORDER BY g.state = 'active' DESC, g.created_at DESC, g.id LIMIT $3`,
      [kind, id, limit],
    );
    return rows.map((row) => row.id);
  }

  async insert(tx: Tx, bulk: Omit<BulkRevocation, 'scope'> & { readonly scope: BulkScope }): Promise<void> {
    await tx.query(
      `INSERT INTO bulk_revocation (id, reason, asked_by, asked_at, halt_id, listed_all, scope, person_id, profile_id, system_id)
       VALUES ($1, $2, $3, $4, $5, false, $6, $7, $8, $9)`,
      [bulk.id, bulk.reason, bulk.askedBy, bulk.askedAt, bulk.haltId, ...scopeValues(bulk.scope)],
    );
  }

  /**
   * Writes down which grants are to end: from this commit on nobody is allowed anything by them. Those that are ending
   * already are listed too, since their proof is waited for as well. Answers how many; more than fit are listed later.
   */
  async listGrants(tx: Tx, bulkId: string, { kind, id }: BulkScope): Promise<number> {
    const listed = await tx.query(
      `INSERT INTO bulk_revocation_grant (bulk_revocation_id, grant_id)
       SELECT $3, g.id FROM access_grant g
       WHERE ${IN_SCOPE} AND NOT EXISTS (SELECT FROM bulk_revocation_grant listed
                                         WHERE listed.bulk_revocation_id = $3 AND listed.grant_id = g.id)
       ORDER BY g.id LIMIT $4 RETURNING grant_id`,
      [kind, id, bulkId, LISTED_AT_ONCE],
    );
    if (listed.length < LISTED_AT_ONCE)
      await tx.query('UPDATE bulk_revocation SET listed_all = true WHERE id = $1', [bulkId]);
    return listed.length;
  }

  async hasUnlisted(from: Reader): Promise<boolean> {
    return (await from.first('SELECT FROM bulk_revocation WHERE NOT listed_all LIMIT 1')) !== undefined;
  }

  /** One whose list is not complete, left to whoever is at it already. */
  async lockUnlisted(tx: Tx): Promise<BulkRevocation | undefined> {
    const row = await tx.first<BulkRow>(
      `${BULK} WHERE NOT t.listed_all ORDER BY t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED`,
    );
    return row && bulkOf(row);
  }

  /** The next that are left to end, of the one that is named or else of the oldest. */
  async nextLeft(
    from: Reader,
    limit: number,
    except: readonly string[],
    of: string | null = null,
  ): Promise<ListedGrants | undefined> {
    const rows = await from.query<{ bulkId: string; grantId: string }>(
      `SELECT bulk_revocation_id AS "bulkId", grant_id AS "grantId" FROM bulk_revocation_grant
       WHERE end_asked_at IS NULL AND grant_id <> ALL ($2) AND ($3::uuid IS NULL OR bulk_revocation_id = $3)
       ORDER BY bulk_revocation_id, grant_id LIMIT $1`,
      [limit, except, of],
    );
    const bulkId = rows.at(0)?.bulkId;
    if (bulkId === undefined) return undefined;
    return { bulkId, grantIds: rows.filter((row) => row.bulkId === bulkId).map(({ grantId }) => grantId) };
  }

  async markAsked(tx: Tx, bulkId: string, grantIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE bulk_revocation_grant SET end_asked_at = $3
       WHERE bulk_revocation_id = $1 AND grant_id = ANY ($2) AND end_asked_at IS NULL`,
      [bulkId, grantIds, tx.now],
    );
  }

  async progress(from: Reader, id: string): Promise<Progress> {
    const grants = await from.first<{ all: number; ended: number; waiting: number; last: Date | null }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE g.state = 'ended')::int AS ended,
              count(*) FILTER (WHERE bg.end_asked_at IS NULL)::int AS waiting, max(g.ended_at) AS last
       FROM bulk_revocation_grant bg JOIN access_grant g ON g.id = bg.grant_id WHERE bg.bulk_revocation_id = $1`,
      [id],
    );
    const leases = await from.query<{ state: LeaseState; count: number }>(
      `SELECT l.state, count(*)::int AS count ${ITS_LEASES} GROUP BY l.state`,
      [id],
    );
    const none = { issuing: 0, live: 0, ending: 0, unconfirmed: 0, ended: 0 };
    return {
      grants: grants?.all ?? 0,
      grantsEnded: grants?.ended ?? 0,
      grantsWaiting: grants?.waiting ?? 0,
      lastEndedAt: grants?.last ?? null,
      leases: { ...none, ...Object.fromEntries(leases.map(({ state, count }) => [state, count])) },
    };
  }

  /** The log-ins that it ends: what is not proved stands first, the longest-waiting before the others. */
  async leaseIds(from: Reader, id: string, limit: number): Promise<string[]> {
    const rows = await from.query<{ id: string }>(
      `SELECT l.id ${ITS_LEASES}
       ORDER BY array_position(ARRAY['unconfirmed', 'ending', 'issuing', 'live', 'ended'], l.state),
                l.ended_at DESC NULLS FIRST, l.end_asked_at, l.id LIMIT $2`,
      [id, limit],
    );
    return rows.map((row) => row.id);
  }
}
