import { setTimeout as delay } from 'node:timers/promises';
import { ask, Instance } from '../../../test/support/postgres-instance';
import {
  compileSupervisor,
  forkSupervisor,
  type OtherProcess,
  waitForServer,
} from '../../../test/support/postgres-other-process';

jest.setTimeout(60_000);

describe('one directory, several processes', () => {
  let instance: Instance;
  let main: string;
  const inOtherProcess = async (settings?: Record<string, string>): Promise<OtherProcess> =>
    waitForServer(forkSupervisor(main, { directory: instance.directory, settings }));

  beforeEach(async () => {
    instance = await Instance.initialised();
    main = await compileSupervisor(instance.folder);
  });
  afterEach(() => instance.remove());

  it('serves both from one server, which the last to leave stops', async () => {
    const other = await inOtherProcess();
    const postgres = await instance.start();
    expect(postgres.adopted).toBe(true);
    expect(postgres.pid).toBe(other.server.pid);

    await other.stop();
    expect(await ask(postgres.url(), 'SELECT 1')).toEqual([1]);
    await postgres.stop();
    expect(await instance.running()).toBeUndefined();
  });

  it('starts one server when several start at the same moment, and leaves none when all leave at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const all = await Promise.all(Array.from({ length: 4 }, () => instance.start()));
      expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
      await Promise.all(all.map((postgres) => postgres.stop()));
      expect(await instance.running()).toBeUndefined();
    }
  });

  it('initialises once when several start for the first time', async () => {
    const fresh = await Instance.empty();
    try {
      const both = await Promise.all([fresh.start(), fresh.start()]);
      expect(both[0].url()).toBe(both[1].url());
      expect(await ask(both[0].url(), 'SELECT 1')).toEqual([1]);
    } finally {
      await fresh.remove();
    }
  });

  it('adopts the server of a process that was killed, and then stops it', async () => {
    const other = await inOtherProcess();
    await ask(other.server.url, 'CREATE TABLE kept AS SELECT 7 AS a');
    await other.kill9();
    expect(await instance.running()).toBe(other.server.pid);

    const postgres = await instance.start();
    expect(postgres).toMatchObject({ adopted: true, pid: other.server.pid });
    expect(postgres.url()).toBe(other.server.url);
    expect(await ask(postgres.url(), 'SELECT a FROM kept')).toEqual([7]);
    await postgres.stop();
    expect(await instance.running()).toBeUndefined();
  });

  it('restarts an orphan that was started with other settings', async () => {
    const other = await inOtherProcess({ max_connections: '33' });
    await other.kill9();
    const postgres = await instance.start();
    expect(postgres).toMatchObject({ adopted: false, port: Number(new URL(other.server.url).port) });
    expect(postgres.pid).not.toBe(other.server.pid);
    expect(await ask(postgres.url(), 'SHOW max_connections')).toEqual(['200']);
  });

  it('leaves the settings alone while another process uses the server, and says so', async () => {
    const other = await inOtherProcess({ max_connections: '33' });
    const warn = jest.fn();
    const postgres = await instance.start({ log: { info: () => undefined, warn } });
    expect(postgres.adopted).toBe(true);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('other settings'));
    expect(await ask(other.server.url, 'SHOW max_connections')).toEqual(['33']);
    await other.stop();
  });

  it('does not outlive a process that ends without stopping it', async () => {
    const other = await inOtherProcess();
    await other.leave();
    for (let tries = 0; tries < 600 && (await instance.running()); tries += 1) await delay(50);
    expect(await instance.running()).toBeUndefined();
    expect(await instance.log()).toContain('database system is shut down');
  });

  it('does not hear the Ctrl-C that its process hears', async () => {
    const other = await inOtherProcess();
    await other.interrupt();
    expect(await ask(other.server.url, 'SELECT 1')).toEqual([1]);
    await other.stop();
  });
});
