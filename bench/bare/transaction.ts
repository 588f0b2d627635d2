import type { Pool, PoolClient } from 'pg';

/** BEGIN, `work`, COMMIT. A failure fails the bench, whose pool is thrown away. */
export async function transaction(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await work(client);
  await client.query('COMMIT');
  client.release();
}
