import { Client } from 'pg';
import { DATABASE, startTestPostgres, type TestPostgres } from './postgres';

jest.setTimeout(60_000);

describe('the PostgreSQL server of a spec file', () => {
  let postgres: TestPostgres;

  beforeEach(async () => {
    postgres = await startTestPostgres({ template: 'bare', settings: { statement_timeout: '4321ms' } });
  });
  afterEach(() => postgres.stop());

  const query = async (sql: string, timeoutMs = 5_000): Promise<unknown[]> => {
    const client = new Client({
      connectionString: postgres.url(),
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  it('takes settings and shares nothing with another server', async () => {
    const another = await startTestPostgres({ template: 'bare' });
    await query('CREATE DATABASE mine');
    const client = new Client({ connectionString: another.url() });
    await client.connect();
    const { rows } = await client.query("SELECT datname FROM pg_database WHERE datname = 'mine'");
    await client.end();
    await another.stop();

    expect(rows).toEqual([]);
    expect(await query('SHOW statement_timeout')).toEqual(['4321ms']);
  });

  it('asks for the password', async () => {
    const stranger = new Client({ connectionString: postgres.url().replace(/:[0-9a-f]+@/, ':wrong@') });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps what was committed through kill9 and restart, on the same port', async () => {
    await query('CREATE TABLE kept AS SELECT 1 AS a');
    const url = postgres.url();
    await postgres.kill9();
    await expect(query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await postgres.restart();

    expect(postgres.url()).toBe(url);
    expect(await query('SELECT a FROM kept')).toEqual([1]);
  });

  it('neither answers nor refuses while it is paused', async () => {
    await postgres.pause();
    await expect(query('SELECT 1', 300)).rejects.toThrow(/timeout/);
    await postgres.resume();

    expect(await query('SELECT 1')).toEqual([1]);
  });

  it('freezes open sessions too', async () => {
    const client = new Client({ connectionString: postgres.url(), query_timeout: 300 });
    await client.connect();
    await postgres.pause();
    await expect(client.query('SELECT 1')).rejects.toThrow(/timeout/);
    await postgres.resume();
    await client.end();
  });

  it('can be stopped while it is paused', async () => {
    const another = await startTestPostgres({ template: 'bare' });
    await another.pause();
    await another.stop();
    const client = new Client({ connectionString: another.url(), connectionTimeoutMillis: 2_000 });
    await expect(client.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

it('has the migrated database, and the roles of the product can log in', async () => {
  const postgres = await startTestPostgres();
  const users: unknown[] = [];
  for (const role of ['postgres', 'sallyport_app', 'sallyport_sealer']) {
    const client = new Client({ connectionString: postgres.url(DATABASE, role) });
    await client.connect();
    const { rows } = await client.query(
      "SELECT current_user AS who, to_regclass('schema_migration') AS migrations",
    );
    users.push(rows[0]);
    await client.end();
  }
  await postgres.stop();

  expect(users).toEqual([
    { who: 'postgres', migrations: 'schema_migration' },
    { who: 'sallyport_app', migrations: 'schema_migration' },
    { who: 'sallyport_sealer', migrations: 'schema_migration' },
  ]);
});
