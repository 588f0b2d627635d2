import { Injectable } from '@nestjs/common';
import { rootKeyColumn, type SealedColumn } from '../../platform/crypto/sealed-column';
import type { Reader, Tx } from '../../platform/database/unit-of-work';

export interface RegisteredKey {
  readonly id: string;
  readonly registeredAt: Date;
  /** When everything that older keys had sealed was sealed under it. */
  readonly rewrappedAt: Date | null;
}

/** How many values of a column one key holds. Without a key: those from before keys had names. */
export interface Holding {
  readonly words: string;
  readonly rootKey: string | null;
  readonly values: number;
}

/** `foreign_key_violation`: something still names the key. */
export const STILL_NAMED = '23503';

@Injectable()
export class RootKeyRepository {
  registered(from: Reader): Promise<RegisteredKey[]> {
    return from.query(
      `SELECT encode(id, 'hex') AS id, registered_at AS "registeredAt", rewrapped_at AS "rewrappedAt"
       FROM root_key ORDER BY registered_at`,
    );
  }

  async register(tx: Tx, id: string): Promise<void> {
    await tx.query('INSERT INTO root_key (id, registered_at) VALUES ($1, $2)', [bytesOf(id), tx.now]);
  }

  async markRewrapped(tx: Tx, id: string): Promise<void> {
    await tx.query('UPDATE root_key SET rewrapped_at = $2 WHERE id = $1', [bytesOf(id), tx.now]);
  }

  /** The database itself refuses while a value names the key, {@link STILL_NAMED}. */
  async remove(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM root_key WHERE id = $1', [bytesOf(id)]);
  }

  async holdings(from: Reader, columns: readonly SealedColumn[]): Promise<Holding[]> {
    const counted = columns.map(async (sealed) => {
      const rows = await from.query<{ rootKey: string | null; values: number }>(
        `SELECT encode(${rootKeyColumn(sealed)}, 'hex') AS "rootKey", count(*)::integer AS values
         FROM ${sealed.table} WHERE length(${sealed.column}) > 0 GROUP BY 1`,
      );
      return rows.map((row) => ({ ...row, words: sealed.words }));
    });
    return (await Promise.all(counted)).flat();
  }
}

export const bytesOf = (id: string): Buffer => Buffer.from(id, 'hex');
