import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';

/** Which attempts have come back already, as long as they could come back again. */
@Injectable()
export class UsedReturns {
  /** I10: of fifty that come back with one attempt, over all processes, one is the first. */
  async isFirst(tx: Tx, stateHash: Buffer, expiresAt: Date): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO used_single_sign_on_return (state_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT (state_hash) DO NOTHING RETURNING state_hash`,
      [stateHash, expiresAt],
    );
    return rows.length === 1;
  }

  /** How many went. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM used_single_sign_on_return WHERE state_hash IN (
         SELECT state_hash FROM used_single_sign_on_return WHERE expires_at < $1 LIMIT $2)
       RETURNING state_hash`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
