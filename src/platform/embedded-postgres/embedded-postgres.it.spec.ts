import { once } from 'node:events';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { ask, Instance } from '../../../test/support/postgres-instance';

jest.setTimeout(60_000);

describe('an embedded PostgreSQL', () => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await Instance.empty();
  });
  afterEach(() => instance.remove());

  it('keeps data, password and port from one start to the next', async () => {
    const first = await instance.start({ databases: ['app'] });
    await ask(first.url('app'), 'CREATE TABLE kept AS SELECT 7 AS a');
    const url = first.url('app');
    await first.stop();
    expect(await instance.running()).toBeUndefined();

    const second = await instance.start({ databases: ['app', 'another "one"'] });
    expect(second.url('app')).toBe(url);
    expect(second.adopted).toBe(false);
    expect(await ask(url, 'SELECT a FROM kept')).toEqual([7]);
    expect(await ask(second.url('another "one"'), 'SELECT current_database()')).toEqual(['another "one"']);
  });

  it('lets nobody in without the password, which only we can read', async () => {
    const postgres = await instance.start();
    await expect(ask(postgres.url('postgres', 'postgres', 'wrong'), 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });
    const file = join(instance.directory, 'password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).length).toBeGreaterThanOrEqual(43);
    expect((await stat(instance.directory)).mode & 0o777).toBe(0o700);
  });

  it('listens on loopback only and has no socket in the file system', async () => {
    const postgres = await instance.start();
    expect(
      await ask(
        postgres.url(),
        `SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories'),
                current_setting('server_encoding'), current_setting('password_encryption')`,
      ),
    ).toEqual(['127.0.0.1', '', 'UTF8', 'scram-sha-256']);
  });

  it('starts with modest settings and takes others', async () => {
    const postgres = await instance.start({ settings: { max_connections: '37' } });
    expect(
      await ask(
        postgres.url(),
        "SELECT current_setting('shared_buffers'), current_setting('max_connections')",
      ),
    ).toEqual(['64MB', '37']);
  });

  it('takes superuser and password from its caller, and then keeps no password', async () => {
    const postgres = await instance.start({ superuser: 'owner', password: 'p@ss/word' });
    expect(await ask(postgres.url(), 'SELECT current_user')).toEqual(['owner']);
    expect(await readdir(instance.directory)).not.toContain('password');
  });

  it('writes no statement to its log, for it may hold a password', async () => {
    const postgres = await instance.start();
    const statement = "CREATE ROLE x PASSWORD 'hunter2' IN ROLE nobody_knows";
    await expect(ask(postgres.url(), statement)).rejects.toThrow(/does not exist/);
    expect(await instance.log()).toContain('role "nobody_knows" does not exist');
    expect(await instance.log()).not.toContain('hunter2');
  });

  describe('whose port is taken', () => {
    let port: number;
    const squatter = createServer();

    beforeEach(async () => {
      const postgres = await instance.start();
      port = postgres.port;
      await postgres.stop();
      squatter.listen(port, '127.0.0.1');
      await once(squatter, 'listening');
      expect((squatter.address() as AddressInfo).port).toBe(port);
    });
    afterEach(async () => {
      squatter.close();
      await once(squatter, 'close');
    });

    it('moves to another', async () => {
      const postgres = await instance.start();
      expect(postgres.port).not.toBe(port);
      expect(await ask(postgres.url(), 'SELECT 1')).toEqual([1]);
    });

    it('says so when the port was asked for', async () => {
      await expect(instance.start({ port })).rejects.toThrow(
        `Port ${port} for the embedded PostgreSQL is in use by another program.`,
      );
      expect(await instance.running()).toBeUndefined();
    });
  });

  describe('that cannot start', () => {
    it('says why in a sentence, with the reason that PostgreSQL gives', async () => {
      await expect(instance.start({ settings: { work_mem: 'plenty' } })).rejects.toThrow(
        /did not start: invalid value for parameter "work_mem": "plenty"\. More is in .*postgres\.log\.$/,
      );
    });

    it('refuses a password that is not the one of its data, and leaves nothing running', async () => {
      await (await instance.start()).stop();
      await writeFile(join(instance.directory, 'password'), 'another');
      await expect(instance.start()).rejects.toThrow(/refuses the password that is kept for it/);
      expect(await instance.running()).toBeUndefined();
    });

    it('refuses to invent a new password for old data', async () => {
      await (await instance.start()).stop();
      await writeFile(join(instance.directory, 'password'), '');
      await expect(instance.start()).rejects.toThrow(/The password of the embedded PostgreSQL is missing/);
    });

    it('does not throw away what is in the place of its data', async () => {
      await mkdir(instance.data, { recursive: true });
      await writeFile(join(instance.data, 'thesis.txt'), 'dear');
      await expect(instance.start()).rejects.toThrow(
        /data is in the way: it is not the data of a PostgreSQL server/,
      );
      expect(await readdir(instance.data)).toEqual(['thesis.txt']);
      expect(await readdir(instance.directory)).not.toContainEqual(expect.stringMatching(/^data\.new/));
    });

    it('refuses data of another major version', async () => {
      await (await instance.start()).stop();
      await writeFile(join(instance.data, 'PG_VERSION'), '14\n');
      await expect(instance.start()).rejects.toThrow(/was made by PostgreSQL 14, but this is 18\./);
    });
  });
});
