import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';

/** `superseded`: it was in force once, and another was applied after it. */
export type Standing = 'new' | 'in-force' | 'superseded';

/** Which policy files were applied here, and which of them last; by the digest of their bytes. Holds the policy's lock. */
@Injectable()
export class AppliedFiles {
  /** Digest of the file in force; undefined where none was ever applied. */
  async inForce(from: Reader): Promise<string | undefined> {
    const row = await from.first<{ digest: string }>(
      'SELECT digest FROM applied_policy_file ORDER BY number DESC LIMIT 1',
    );
    return row?.digest;
  }

  async standing(tx: Tx, digest: string): Promise<Standing> {
    const row = await tx.first<{ newest: boolean }>(
      `SELECT number = (SELECT max(number) FROM applied_policy_file) AS newest
       FROM applied_policy_file WHERE digest = $1`,
      [digest],
    );
    if (!row) return 'new';
    return row.newest ? 'in-force' : 'superseded';
  }

  /** Makes it the one in force. False when it is already. */
  async putInForce(tx: Tx, digest: string): Promise<boolean> {
    if ((await this.standing(tx, digest)) === 'in-force') return false;
    await tx.query('DELETE FROM applied_policy_file WHERE digest = $1', [digest]);
    await tx.query('INSERT INTO applied_policy_file (digest, applied_at) VALUES ($1, $2)', [digest, tx.now]);
    return true;
  }
}
