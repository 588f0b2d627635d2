import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, Instance } from '../../../test/support/postgres-instance';
import {
  compileSupervisor,
  forkSupervisor,
  waitForServer,
} from '../../../test/support/postgres-other-process';
import { packagedBinaries, runnableBinaries } from './binaries';
import { isEmbeddedPostgresRunning } from '.';
import { anyFreePort } from './ports';
import { processExists } from './process-identity';
import { chooseRunAs, dataDirectoryArgument } from './run-as';

jest.setTimeout(60_000);

/** Looks, a fortieth of a second apart: half a minute for what takes a moment on an idle machine. */
const ENOUGH = 1_200;

describe('after a crash', () => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await Instance.initialised();
  });
  afterEach(() => instance.remove());

  const lock = (): string => join(instance.data, 'postmaster.pid');

  async function killBoth(): Promise<{ url: string; pid: number }> {
    const main = await compileSupervisor(instance.folder);
    const other = await waitForServer(forkSupervisor(main, { directory: instance.directory }));
    await ask(other.server.url, 'CREATE TABLE kept AS SELECT 7 AS a');
    await other.kill9();
    process.kill(other.server.pid, 'SIGKILL');
    while (await instance.running()) await delay(5);
    return other.server;
  }

  it('brings a killed server back on the same port while its process lives, with what was committed', async () => {
    const warn = jest.fn();
    const postgres = await instance.start({ log: { info: () => undefined, warn } });
    const { pid, port } = postgres;
    await ask(postgres.url(), 'CREATE TABLE kept AS SELECT 7 AS a');
    process.kill(pid, 'SIGKILL');
    for (let tries = 0; tries < ENOUGH && postgres.pid === pid; tries += 1) await delay(25);

    expect(postgres.pid).not.toBe(pid);
    expect(postgres.port).toBe(port);
    expect(await ask(postgres.url(), 'SELECT a FROM kept')).toEqual([7]);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('broke off'));
  });

  it('keeps hold of a server that cut every session because one backend was killed', async () => {
    const postgres = await instance.start();
    const { pid } = postgres;
    await expect(ask(postgres.url(), 'SELECT pg_sleep(0), pg_backend_pid()')).resolves.toHaveLength(2);
    const [backend] = (await ask(
      postgres.url(),
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
    )) as [number];
    process.kill(backend, 'SIGKILL');
    const holds = async (): Promise<unknown[]> =>
      ask(postgres.url(), "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory'").catch(() => []);
    for (let tries = 0; tries < ENOUGH && (await holds())[0] !== 1; tries += 1) await delay(25);

    expect(await holds()).toEqual([1]);
    expect(postgres.pid).toBe(pid);
  });

  it('starts after both were killed, with what was committed', async () => {
    const before = await killBoth();
    expect(await isEmbeddedPostgresRunning(instance.directory)).toBe(false);
    expect(await readFile(lock(), 'utf8')).toMatch(new RegExp(`^${before.pid}\n`));
    const postgres = await instance.start();
    expect(postgres.adopted).toBe(false);
    expect(postgres.url()).toBe(before.url);
    expect(await ask(postgres.url(), 'SELECT a FROM kept')).toEqual([7]);
  });

  it('starts although the id of the killed server belongs to another process now, and spares that', async () => {
    await killBoth();
    const stranger = await spawnStranger();
    try {
      await writeFile(lock(), (await readFile(lock(), 'utf8')).replace(/^\d+/, String(stranger.pid)));
      const postgres = await instance.start();
      expect(await ask(postgres.url(), 'SELECT a FROM kept')).toEqual([7]);
      await postgres.stop();
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
      expect(await readdir(instance.data)).not.toContainEqual(expect.stringMatching(/^postmaster\.pid/));
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  /** Under the server's own account, whose processes PostgreSQL would take for another server. */
  async function spawnStranger(): Promise<ChildProcess> {
    const child = spawn('/bin/sleep', ['60'], { ...(await chooseRunAs(instance.data)), cwd: '/' });
    await once(child, 'spawn');
    return child;
  }

  it('neither joins nor harms a server that somebody started by hand on the directory', async () => {
    const runAs = await chooseRunAs(instance.data);
    const { postgres } = await runnableBinaries(await packagedBinaries(), instance.directory, runAs);
    const where = dataDirectoryArgument(instance.data, runAs);
    const port = String(await anyFreePort());
    const options = ['-D', where, '-p', port, '-c', 'unix_socket_directories='];
    const byHand = spawn(postgres, options, { ...runAs, cwd: instance.data, stdio: 'ignore' });
    const ended = once(byHand, 'exit');
    try {
      while (!/ready/.test(await readFile(lock(), 'utf8').catch(() => ''))) await delay(10);
      const before = await readFile(lock(), 'utf8');
      await expect(instance.start()).rejects.toThrow(
        new RegExp(`^Process ${byHand.pid} seems to be a PostgreSQL on .* that Sallyport did not start`),
      );
      expect(await readFile(lock(), 'utf8')).toBe(before);
      expect(await isEmbeddedPostgresRunning(instance.directory)).toBe(true);
      expect(byHand.exitCode).toBeNull();
    } finally {
      byHand.kill('SIGINT');
      await ended;
    }
  });

  it('says that a server does not answer instead of starting a second one', async () => {
    const main = await compileSupervisor(instance.folder);
    const other = await waitForServer(forkSupervisor(main, { directory: instance.directory }));
    process.kill(other.server.pid, 'SIGSTOP');
    try {
      await expect(instance.start({ patienceMs: 500 })).rejects.toThrow(/does not answer/);
      expect(await instance.running()).toBe(other.server.pid);
    } finally {
      process.kill(other.server.pid, 'SIGCONT');
      await other.stop();
    }
  });

  it('does an interrupted initdb again', async () => {
    await rm(instance.directory, { recursive: true });
    const main = await compileSupervisor(instance.folder);
    const child = forkSupervisor(main, { directory: instance.directory });
    const ended = once(child, 'exit');
    const half = async (): Promise<string[]> =>
      (await readdir(instance.directory, { recursive: true }).catch(() => [])).filter((name) =>
        /^data\.new-.*PG_VERSION$/.test(name),
      );
    while ((await half()).length === 0) await delay(5);
    process.kill(child.pid!, 'SIGKILL');
    await ended;
    expect(await readdir(instance.directory)).not.toContain('data');

    const postgres = await instance.start();
    expect(await ask(postgres.url(), 'SELECT 1')).toEqual([1]);
    expect((await readdir(instance.directory)).sort()).toEqual(['data', 'password', 'port', 'postgres.log']);
  });

  it('does not take the work of a living process for an interrupted one', async () => {
    const { pid } = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const working = join(instance.directory, `data.new-${pid}-abc`);
    await mkdir(working);
    await instance.start();
    expect(await readdir(instance.directory)).toContain(`data.new-${pid}-abc`);
    expect(processExists(pid!)).toBe(true);
    process.kill(pid!, 'SIGKILL');
  });
});
