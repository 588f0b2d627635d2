import type { Reader } from '../../platform/database/unit-of-work';
import { referenceTo } from './secret-name';

/** A column of the policy in force that may say `secret:NAME`; the row has a `key`, and `retired_at` once it is out of force. */
export interface SecretReferences {
  readonly table: string;
  readonly column: string;
  /** How people read a row: "system". */
  readonly words: string;
}

/** Who refers to a secret now, as people read it: `system customer-db`. */
export async function referringTo(
  from: Reader,
  places: readonly SecretReferences[],
  name: string,
): Promise<string[]> {
  const found = places.map(async ({ table, column, words }) => {
    const rows = await from.query<{ key: string }>(
      `SELECT key FROM ${table} WHERE ${column} = $1 AND retired_at IS NULL ORDER BY key`,
      [referenceTo(name)],
    );
    return rows.map(({ key }) => `${words} ${key}`);
  });
  return (await Promise.all(found)).flat();
}

/** Names that the policy in force refers to. */
export async function namesReferredTo(from: Reader, places: readonly SecretReferences[]): Promise<string[]> {
  const found = places.map(async ({ table, column }) => {
    const rows = await from.query<{ name: string }>(
      `SELECT DISTINCT substr(${column}, 8) AS name FROM ${table} WHERE ${column} LIKE 'secret:%' AND retired_at IS NULL`,
    );
    return rows.map(({ name }) => name);
  });
  return [...new Set((await Promise.all(found)).flat())].sort();
}
