import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';

/** Which calls were taken already, as long as their signature would be taken again. */
@Injectable()
export class UsedCalls {
  /** I10: of fifty that come with one signature, over all processes, one is the first. */
  async isFirst(tx: Tx, signedHash: Buffer, expiresAt: Date): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO used_slack_call (signed_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT (signed_hash) DO NOTHING RETURNING signed_hash`,
      [signedHash, expiresAt],
    );
    return rows.length === 1;
  }

  /** Whether this is the first replay of that call, so that a thousand of them fill no trail. */
  async isFirstReplay(tx: Tx, signedHash: Buffer): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE used_slack_call SET replayed_at = $2 WHERE signed_hash = $1 AND replayed_at IS NULL
       RETURNING signed_hash`,
      [signedHash, tx.now],
    );
    return rows.length === 1;
  }

  /** How many went. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM used_slack_call WHERE signed_hash IN (
         SELECT signed_hash FROM used_slack_call WHERE expires_at < $1 LIMIT $2)
       RETURNING signed_hash`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
