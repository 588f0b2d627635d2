import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { askedTogether } from '../../platform/database/asked-together';

/**
 * Takes the hashes as `$1::bytea[]`, and what `further` says from `$2` on, and says with each row, as `place`, the how-manieth
 * of them it belongs to.
 */
export interface HashStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs on every request, so it is one statement, prepared once a connection and shared by the requests of one moment.
 * Nothing of it is kept for the next request.
 */
export function lookupByHash<Found extends object>(
  dataSource: DataSource,
  statement: HashStatement,
  further: () => readonly unknown[] = () => [],
): (hash: Buffer) => Promise<Found | undefined> {
  const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
  return askedTogether(async (hashes: readonly Buffer[]) => {
    const { rows } = await pool.query<Found & { place: number }>({
      ...statement,
      values: [hashes, ...further()],
    });
    const byPlace = new Map(rows.map(({ place, ...found }) => [place, found as unknown as Found]));
    return hashes.map((_, index) => byPlace.get(index + 1));
  });
}
