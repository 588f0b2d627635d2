import { Injectable } from '@nestjs/common';
import { notFound } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { BulkScope, NamedScope } from '../domain/bulk-scope';
import type { Halt } from './bulk-revocation';
import { SCOPE_COLUMNS, SCOPE_JOINS, scopeOf, type ScopeRow, scopeValues } from './scope-sql';

const HALT = `
  SELECT t.id, t.reason, t.placed_by AS "placedBy", t.placed_at AS "placedAt", t.lifted_by AS "liftedBy",
         t.lifted_at AS "liftedAt", t.lift_reason AS "liftReason", ${SCOPE_COLUMNS}
  FROM halt t ${SCOPE_JOINS}`;

type HaltRow = Omit<Halt, 'scope'> & ScopeRow;

const haltOf = ({ kind, scopeId, key, scopeName, ...row }: HaltRow): Halt => ({
  ...row,
  scope: scopeOf({ kind, scopeId, key, scopeName }),
});

@Injectable()
export class HaltRepository {
  async find(from: Reader, id: string): Promise<Halt> {
    const row = await from.first<HaltRow>(`${HALT} WHERE t.id = $1`, [id]);
    if (!row) throw unknownHalt();
    return haltOf(row);
  }

  async lock(tx: Tx, id: string): Promise<Halt> {
    const row = await tx.first<HaltRow>(`${HALT} WHERE t.id = $1 FOR UPDATE OF t`, [id]);
    if (!row) throw unknownHalt();
    return haltOf(row);
  }

  /** Those in force, the oldest first. */
  async open(from: Reader): Promise<Halt[]> {
    const rows = await from.query<HaltRow>(`${HALT} WHERE t.lifted_at IS NULL ORDER BY t.placed_at, t.id`);
    return rows.map(haltOf);
  }

  /** The widest one in force that keeps this person from this profile: by any account, any system that it reaches. */
  async against(from: Reader, personId: string, profileId: string): Promise<NamedScope | undefined> {
    const row = await from.first<ScopeRow>(
      `SELECT ${SCOPE_COLUMNS} FROM halt t ${SCOPE_JOINS}
       WHERE t.lifted_at IS NULL AND (
         t.scope = 'all' OR t.profile_id = $2
         OR coalesce(sp.second_account_of, sp.id) = (SELECT coalesce(second_account_of, id) FROM person WHERE id = $1)
         OR t.system_id IN (SELECT e.system_id FROM access_profile_entitlement pe
                            JOIN entitlement e ON e.id = pe.entitlement_id WHERE pe.profile_id = $2))
       ORDER BY t.scope = 'all' DESC, t.placed_at LIMIT 1`,
      [personId, profileId],
    );
    return row && scopeOf(row);
  }

  async isListedToEnd(from: Reader, grantId: string): Promise<boolean> {
    return (
      (await from.first('SELECT FROM bulk_revocation_grant WHERE grant_id = $1 LIMIT 1', [grantId])) !==
      undefined
    );
  }

  /** The one in force of exactly this scope. */
  async openOf(from: Reader, { kind, id }: BulkScope): Promise<string | undefined> {
    const row = await from.first<{ id: string }>(
      `SELECT t.id FROM halt t WHERE t.lifted_at IS NULL AND t.scope = $1
         AND coalesce(t.person_id, t.profile_id, t.system_id) IS NOT DISTINCT FROM $2::uuid`,
      [kind, id],
    );
    return row?.id;
  }

  async insert(
    tx: Tx,
    halt: Pick<Halt, 'id' | 'reason' | 'placedBy'> & { readonly scope: BulkScope },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO halt (id, reason, placed_by, placed_at, scope, person_id, profile_id, system_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [halt.id, halt.reason, halt.placedBy, tx.now, ...scopeValues(halt.scope)],
    );
  }

  async lift(tx: Tx, id: string, by: string, reason: string): Promise<void> {
    await tx.query('UPDATE halt SET lifted_by = $2, lifted_at = $3, lift_reason = $4 WHERE id = $1', [
      id,
      by,
      tx.now,
      reason,
    ]);
  }
}

const unknownHalt = () => notFound('grants.unknown_halt', 'There is no such halt.');
