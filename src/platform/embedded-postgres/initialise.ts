import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { lstat, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';
import { processExists } from './process-identity';
import { chownTree, dataDirectoryArgument, type RunAs } from './run-as';

/** Followed by the id of the process that works there. */
const STAGING = 'data.new-';
/** Where this process is at work. Its id alone would not do: in a container every start has the same. */
const atWork = new Set<string>();

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
  if (await isInitialised(data)) return check(data, options);
  const staging = mkdtempSync(join(directory, `${STAGING}${process.pid}-`));
  atWork.add(staging);
  try {
    if (options.runAs) await chownTree(staging, options.runAs);
    await runInitdb(binaries, staging, options);
    await rename(staging, data);
  } catch (error) {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    if (!(await isInitialised(data))) throw inTheWay(data);
  } finally {
    atWork.delete(staging);
  }
}

/** Folders that an initdb was interrupted in. Another process may be at work right now, so the dead alone are cleared. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const maker = name.startsWith(STAGING) ? Number(name.slice(STAGING.length).split('-')[0]) : NaN;
    const alive = maker === process.pid ? atWork.has(path) : processExists(maker);
    if (maker > 0 && !alive) await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function isInitialised(data: string): Promise<boolean> {
  try {
    await lstat(join(data, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw errorCode(error) === 'EACCES' ? foreignData(data) : error;
  }
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

const inTheWay = (data: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    `${data} is in the way: it is not the data of a PostgreSQL server. Move it away and start again.`,
  );

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
  const advice = ADVICE.find(([symptom]) => symptom.test(said))?.[1] ?? '';
  return new EmbeddedPostgresError(
    `PostgreSQL could not prepare its data in ${directory}: ${reason}.${advice}`,
  );
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, ' The disk is full: free some space and start again.'],
  [
    /could not look up effective user ID/,
    ' Start as an account that /etc/passwd lists, or set DATABASE_URL to a PostgreSQL server of your own.',
  ],
];
