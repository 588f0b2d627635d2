import { Client } from 'pg';
import type { Json } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';

export interface RowLock {
  release(): Promise<void>;
}

/** Keeps everybody from deciding on this grant, as another transaction on it would. */
export async function lockGrant(databaseUrl: string, grant: Json): Promise<RowLock> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM access_grant WHERE id = $1 FOR UPDATE', [grant.id]);
  return { release: () => client.end() };
}

export async function somebodyWaitsForALock(databaseUrl: string): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'sallyport_app'`;
  await eventually(
    () => ask(databaseUrl, waiting),
    (rows) => rows.length > 0,
  );
}
