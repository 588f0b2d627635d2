import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';

export interface RecoveryCodes {
  readonly left: number;
  readonly madeAt: Date | null;
}

@Injectable()
export class RecoveryCodeRepository {
  async of(from: Reader, personId: string): Promise<RecoveryCodes> {
    const [found] = await from.query<RecoveryCodes>(
      `SELECT count(*) FILTER (WHERE used_at IS NULL)::int AS left, max(made_at) AS "madeAt"
       FROM recovery_code WHERE person_id = $1`,
      [personId],
    );
    return found;
  }

  async isUnused(from: Reader, personId: string, codeHash: Buffer): Promise<boolean> {
    const rows = await from.query(
      'SELECT FROM recovery_code WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL',
      [personId, codeHash],
    );
    return rows.length === 1;
  }

  /** I10: one of all who bring the same code gets true, over all processes. */
  async use(tx: Tx, personId: string, codeHash: Buffer): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL
       RETURNING person_id`,
      [personId, codeHash, tx.now],
    );
    return rows.length === 1;
  }

  /** The earlier ones are worth nothing any more. */
  async replace(tx: Tx, personId: string, codeHashes: readonly Buffer[]): Promise<void> {
    await this.removeAllOf(tx, personId);
    await tx.query(
      `INSERT INTO recovery_code (person_id, code_hash, made_at) SELECT $1, made.hash, $3
       FROM unnest($2::bytea[]) AS made (hash)`,
      [personId, codeHashes, tx.now],
    );
  }

  async removeAllOf(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM recovery_code WHERE person_id = $1', [personId]);
  }
}
