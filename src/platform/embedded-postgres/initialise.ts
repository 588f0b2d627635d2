import { randomBytes, randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { link, lstat, mkdtemp, open, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';
import { processExists } from './process-identity';
import { chownTree, dataDirectoryArgument, type RunAs } from './run-as';

/** Followed by the id of the process that works there. */
const STAGING = 'data.new-';

export interface Initialisation {
  /** The instance's folder, which exists; the data go to `data` in it. */
  readonly directory: string;
  readonly binaries: Binaries;
  readonly superuser: string;
  readonly password: string;
  readonly runAs: RunAs | undefined;
  /** More arguments for initdb. */
  readonly extra?: readonly string[];
}

/**
 * Makes the data directory unless it is there. initdb works in a folder of its own that takes its final name when
 * it is complete, so an interrupted one is never mistaken for data, and of two that race one wins.
 */
export async function ensureDataDirectory(options: Initialisation): Promise<void> {
  const { directory, binaries } = options;
  const data = join(directory, 'data');
  await removeAbandoned(directory);
  if (await holdsData(data)) return check(data, options);
  const staging = await mkdtemp(join(directory, `${STAGING}${process.pid}-`));
  try {
    if (options.runAs) await chownTree(staging, options.runAs);
    await runInitdb(binaries, staging, options);
    await rename(staging, data);
  } catch (error) {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
}

/** The superuser's password: made up at random once, kept in a file that only our own account may read. */
export async function ensurePassword(directory: string): Promise<string> {
  const path = join(directory, 'password');
  const kept = await readPassword(path);
  if (kept) return kept;
  if (await holdsData(join(directory, 'data'))) {
    throw new EmbeddedPostgresError(
      `The password of the embedded PostgreSQL is missing: put ${path} back, or move its data folder away.`,
    );
  }
  const fresh = `${path}.${randomUUID()}`;
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(32).toString('base64url'));
    await file.sync();
  } finally {
    await file.close();
  }
  // Appears whole or not at all, and never replaces the one of a process that was faster.
  await link(fresh, path).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await rm(fresh);
  return ensurePassword(directory);
}

/** Folders that an initdb was interrupted in. Another process may be at work right now, so the dead alone are cleared. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const maker = Number(name.startsWith(STAGING) ? name.slice(STAGING.length).split('-')[0] : NaN);
    if (Number.isNaN(maker) || (maker !== process.pid && processExists(maker))) continue;
    await rm(join(directory, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function holdsData(data: string): Promise<boolean> {
  try {
    await lstat(join(data, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EACCES') throw foreignData(data);
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  // An empty folder is no obstacle. Anything else is not ours to throw away.
  await rmdir(data).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return;
    throw new EmbeddedPostgresError(
      `${data} is in the way: it is not the data of a PostgreSQL server. Move it away and start again.`,
      { cause: error },
    );
  });
  return false;
}

async function check(data: string, { binaries, runAs }: Initialisation): Promise<void> {
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (major !== binaries.version.split('.')[0]) {
    throw new EmbeddedPostgresError(
      `${data} was made by PostgreSQL ${major}, but this is ${binaries.version}: carry the data over with pg_dump.`,
    );
  }
  const { uid } = await lstat(data);
  if (runAs && uid !== runAs.uid) return chownTree(data, runAs);
  if (!runAs && uid !== process.getuid?.()) throw foreignData(data);
}

const foreignData = (data: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(`${data} belongs to another account; start as that account, or as root.`);

async function runInitdb(binaries: Binaries, staging: string, options: Initialisation): Promise<void> {
  const { superuser, password, runAs, extra = [] } = options;
  const child = spawn(
    binaries.initdb,
    [
      ...['-D', dataDirectoryArgument(staging, runAs), '-A', 'scram-sha-256', '-U', superuser],
      ...['-E', 'UTF8', '--no-locale', '--pwprompt', ...extra],
    ],
    // Without a terminal, which `detached` takes away, initdb asks for the password on its standard input: so it is
    // never on disk, where --pwfile would need it readable by the account that the server runs under.
    {
      ...runAs,
      cwd: staging,
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${password}\n${password}\n`);
  const [said, status] = await Promise.all([
    text(child.stderr),
    new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    }),
  ]);
  if (status !== 0) throw initdbFailed(options.directory, said, status);
}

function initdbFailed(directory: string, said: string, status: number | string): EmbeddedPostgresError {
  const complaints = said.split('\n').filter((line) => /error|fatal|panic|could not/i.test(line));
  const reason = complaints.at(-1)?.trim() ?? `initdb ended with ${status}`;
  const full = /No space left on device/.test(said)
    ? ' The disk is full: free some space and start again.'
    : '';
  return new EmbeddedPostgresError(
    `PostgreSQL could not prepare its data in ${directory}: ${reason}.${full}`,
  );
}

async function readPassword(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
