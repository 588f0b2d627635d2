import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { SealedSecret } from './sealed-secret';

/** What may be told of a stored secret: everything but its value. */
export interface StoredSecret {
  readonly name: string;
  readonly setAt: Date;
  /** The account of the operating system that set it. */
  readonly setBy: string;
  readonly lastUsedAt: Date | null;
  /** Null while it is still sealed as before root keys had names. */
  readonly rootKey: string | null;
}

const SECRETS = `
  SELECT name, set_at AS "setAt", set_by AS "setBy", last_used_at AS "lastUsedAt",
         encode(wrapped_key_root_key, 'hex') AS "rootKey"
  FROM stored_secret`;

@Injectable()
export class StoredSecretRepository {
  all(from: Reader): Promise<StoredSecret[]> {
    return from.query<StoredSecret>(`${SECRETS} ORDER BY name`);
  }

  sealed(from: Reader, name: string): Promise<(SealedSecret & { lastUsedAt: Date | null }) | undefined> {
    return from.first(
      `SELECT wrapped_key AS "wrappedKey", ciphertext, last_used_at AS "lastUsedAt" FROM stored_secret WHERE name = $1`,
      [name],
    );
  }

  /** True when there was none of this name. */
  async save(
    tx: Tx,
    name: string,
    { wrappedKey, ciphertext }: SealedSecret,
    setBy: string,
  ): Promise<boolean> {
    const row = await tx.first<{ added: boolean }>(
      `INSERT INTO stored_secret (name, wrapped_key, ciphertext, set_at, set_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name) DO UPDATE SET wrapped_key = excluded.wrapped_key, ciphertext = excluded.ciphertext,
         set_at = excluded.set_at, set_by = excluded.set_by
       RETURNING xmax = 0 AS added`,
      [name, wrappedKey, ciphertext, tx.now, setBy],
    );
    return row?.added ?? false;
  }

  async markUsed(tx: Tx, name: string): Promise<void> {
    await tx.query('UPDATE stored_secret SET last_used_at = $2 WHERE name = $1', [name, tx.now]);
  }

  /** False when there was none. */
  async remove(tx: Tx, name: string): Promise<boolean> {
    return (await tx.query('DELETE FROM stored_secret WHERE name = $1 RETURNING name', [name])).length > 0;
  }
}
