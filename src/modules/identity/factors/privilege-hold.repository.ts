import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { HoldCause, PrivilegeHold } from '../domain/privilege-hold';

@Injectable()
export class PrivilegeHoldRepository {
  /** The hold that is in force at that moment. */
  of(from: Reader, personId: string, now: Date): Promise<PrivilegeHold | undefined> {
    return from.first<PrivilegeHold>(
      'SELECT cause, until FROM privilege_hold WHERE person_id = $1 AND until > $2',
      [personId, now],
    );
  }

  /** A hold that lasts longer already stays as it is. */
  async begin(tx: Tx, personId: string, cause: HoldCause, until: Date): Promise<void> {
    await tx.query(
      `INSERT INTO privilege_hold AS h (person_id, cause, began_at, until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (person_id) DO UPDATE
       SET cause = excluded.cause, began_at = excluded.began_at, until = excluded.until
       WHERE h.until < excluded.until`,
      [personId, cause, tx.now, until],
    );
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
