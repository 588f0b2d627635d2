import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { HoldBeginning, PrivilegeHold } from '../domain/privilege-hold';

@Injectable()
export class PrivilegeHoldRepository {
  /** The hold that is in force at that moment. */
  of(from: Reader, personId: string, now: Date): Promise<PrivilegeHold | undefined> {
    return from.first<PrivilegeHold>(
      'SELECT cause, until FROM privilege_hold WHERE person_id = $1 AND until > $2',
      [personId, now],
    );
  }

  /** A hold that lasts longer already stays as it is. One still in force keeps whose hands were in it. */
  async begin(tx: Tx, personId: string, { cause, begunBy }: HoldBeginning, until: Date): Promise<void> {
    await tx.query(
      `INSERT INTO privilege_hold AS h (person_id, cause, began_at, until, begun_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (person_id) DO UPDATE
       SET cause = excluded.cause, began_at = excluded.began_at, until = excluded.until,
           begun_by = coalesce(excluded.begun_by, CASE WHEN h.until > excluded.began_at THEN h.begun_by END),
           vouched_by = CASE WHEN h.until > excluded.began_at THEN h.vouched_by END
       WHERE h.until < excluded.until`,
      [personId, cause, tx.now, until, begunBy ?? null],
    );
  }

  /** Somebody vouched while it lasts. */
  async noteVoucher(tx: Tx, personId: string, voucher: string): Promise<void> {
    await tx.query('UPDATE privilege_hold SET vouched_by = $2 WHERE person_id = $1 AND until > $3', [
      personId,
      voucher,
      tx.now,
    ]);
  }

  /** The administrators without whom it would not be as it is. */
  async handsIn(from: Reader, personId: string): Promise<string[]> {
    const rows = await from.query<{ hand: string }>(
      `SELECT hand FROM privilege_hold, unnest(ARRAY[begun_by, vouched_by]) hand
       WHERE person_id = $1 AND hand IS NOT NULL`,
      [personId],
    );
    return rows.map(({ hand }) => hand);
  }

  /** False when there was none. */
  async lift(tx: Tx, personId: string): Promise<boolean> {
    const rows = await tx.query(
      'DELETE FROM privilege_hold WHERE person_id = $1 AND until > $2 RETURNING person_id',
      [personId, tx.now],
    );
    return rows.length === 1;
  }

  async forget(tx: Tx, overBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM privilege_hold WHERE person_id IN (
         SELECT person_id FROM privilege_hold WHERE until < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING person_id`,
      [overBefore, atMost],
    );
    return rows.length;
  }
}
