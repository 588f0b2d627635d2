import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Redacted } from '../../kernel';
import { ask } from '../../../test/support/postgres-client';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import type { Environment } from '../config/environment';
import { joinDatabase, migrateDatabase, obtainDatabase, type ObtainedDatabase } from './obtain-database';
import { loadMasterKey } from '../crypto/root-key-file';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('the database of an installation', () => {
  let postgres: TestPostgres;
  let folder: string;
  let here: Environment;

  beforeEach(async () => {
    postgres = await startTestPostgres();
    folder = mkdtempSync(join(tmpdir(), 'sallyport-installation-'));
    here = settingsIn('here');
  });
  afterEach(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a process reads that runs in a directory of this name. */
  function settingsIn(name: string, database: Environment['database'] = owner()): Environment {
    const dataDirectory = join(folder, name);
    return {
      dataDirectory,
      masterKeyFile: join(dataDirectory, 'keys', 'master.key'),
      database,
    } as Environment;
  }
  const owner = (): Environment['database'] => ({ ownerUrl: new Redacted(postgres.url('sallyport')) });
  const given = (): Environment['database'] => ({
    appUrl: new Redacted(postgres.url('sallyport', 'sallyport_app')),
    sealerUrl: new Redacted(postgres.url('sallyport', 'sallyport_sealer')),
  });
  const start = (environment: Environment): Promise<ObtainedDatabase> =>
    loadMasterKey(environment).then((masterKey) => obtainDatabase(environment, masterKey));
  const logsIn = async ({ logins }: ObtainedDatabase): Promise<string[]> => {
    const roles = [logins.app, logins.sealer].map(async (url) => {
      const client = new pg.Client({ connectionString: url.reveal() });
      await client.connect();
      const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
      await client.end();
      return rows[0].role;
    });
    return Promise.all(roles);
  };
  const BOTH = ['sallyport_app', 'sallyport_sealer'];
  const passwords = () => ask(postgres.url(), 'SELECT rolname, rolpassword FROM pg_authid ORDER BY 1');

  it('is founded by the first start, and found again by the next', async () => {
    expect(await logsIn(await start(here))).toEqual(BOTH);
    const before = await passwords();
    expect(await logsIn(await start(here))).toEqual(BOTH);
    expect(await passwords()).toEqual(before);
  });

  it.each([
    ['a start', (environment: Environment) => start(environment)],
    ['a migration', (environment: Environment) => migrateDatabase(environment)],
  ])('refuses %s with another key, and takes no log-in from the broker that runs', async (_, run) => {
    const running = await start(here);
    const before = await passwords();
    await expect(run(settingsIn('elsewhere'))).rejects.toMatchObject({
      code: 'installation.other_key',
      detail: expect.stringMatching(/SALLYPORT_DATA_DIR or SALLYPORT_MASTER_KEY_FILE/) as unknown,
    });
    expect(await passwords()).toEqual(before);
    expect(await logsIn(running)).toEqual(BOTH);
  });

  it('refuses another key also where the log-ins are given, for what is sealed under the first', async () => {
    await start(settingsIn('here', given()));
    await start(settingsIn('here', given()));
    await expect(start(settingsIn('elsewhere', given()))).rejects.toMatchObject({
      code: 'installation.other_key',
    });
  });

  it('is one key’s own, of two that start together', async () => {
    const starts = await Promise.allSettled(['a', 'b', 'c'].map((name) => start(settingsIn(name))));
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('is refused with a key file that lacks a key which the database needs', async () => {
    await start(here);
    const newer = Buffer.from('0123456789abcdef', 'hex');
    await ask(postgres.url('sallyport'), 'INSERT INTO root_key (id) VALUES ($1)', [newer]);
    for (const run of [() => start(here), () => joinDatabase(here)]) {
      await expect(run()).rejects.toMatchObject({
        code: 'installation.keys_missing',
        detail: expect.stringContaining('missing: 0123456789abcdef') as unknown,
      });
    }
  });

  it('of a version before root keys is refused to a command until it is migrated', async () => {
    await start(here);
    await ask(postgres.url('sallyport'), 'DROP TABLE root_key CASCADE');
    await expect(joinDatabase(here)).rejects.toMatchObject({ code: 'installation.not_founded' });
  });

  it('is migrated without any key where both log-ins are given', async () => {
    const environment = settingsIn('here', { ...owner(), ...given() });
    await migrateDatabase(environment);
    expect(existsSync(environment.masterKeyFile)).toBe(false);
    await expect(migrateDatabase(settingsIn('here', given()))).rejects.toMatchObject({
      code: 'migrate.no_owner',
    });
  });

  describe('for a command beside the server', () => {
    it('is the server’s own', async () => {
      await start(here);
      expect(await logsIn(await joinDatabase(here))).toEqual(BOTH);
    });

    it.each(['owner', 'given'] as const)('is nobody’s without the key: none is made (%s)', async (kind) => {
      await start(here);
      const elsewhere = settingsIn('elsewhere', { owner, given }[kind]());
      await expect(joinDatabase(elsewhere)).rejects.toMatchObject({ code: 'keys.missing' });
      expect(existsSync(elsewhere.dataDirectory)).toBe(false);
    });

    it.each(['owner', 'given'] as const)('is refused with another key (%s)', async (kind) => {
      const database = { owner, given }[kind]();
      const running = await start(settingsIn('here', database));
      const elsewhere = settingsIn('elsewhere', database);
      await loadMasterKey(elsewhere);
      await expect(joinDatabase(elsewhere)).rejects.toMatchObject({ code: 'installation.other_key' });
      expect(await logsIn(running)).toEqual(BOTH);
    });

    it('is refused while nobody has started on it', async () => {
      await loadMasterKey(here);
      await expect(joinDatabase(here)).rejects.toMatchObject({ code: 'installation.not_founded' });
      await ask(postgres.url('sallyport'), 'DROP TABLE installation');
      await expect(joinDatabase(here)).rejects.toMatchObject({ code: 'installation.not_founded' });
    });

    it('is not made up in an empty folder', async () => {
      const empty = settingsIn('empty', {});
      await loadMasterKey(empty);
      await expect(joinDatabase(empty)).rejects.toMatchObject({ code: 'database.none_here' });
    });
  });
});
