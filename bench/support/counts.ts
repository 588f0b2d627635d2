import type { Pool } from 'pg';

/** What was measured must have happened: throws unless `sql` counts `expected`. */
export async function expectCount(pool: Pool, sql: string, expected: number): Promise<void> {
  const { rows } = await pool.query<{ count: number }>(sql);
  if (rows[0].count !== expected) {
    throw new Error(`What was measured did not happen: ${rows[0].count} instead of ${expected}: ${sql}`);
  }
}
