import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';
import { occupant, processExists, servesDirectory } from './process-identity';

/** What PostgreSQL says of itself in `postmaster.pid`, its lock on a data directory. */
export interface PostmasterFile {
  readonly pid: number;
  /** Undefined in the first moments of a start. */
  readonly port: number | undefined;
  readonly ready: boolean;
}

/** Above every process id that Linux (2^22) or macOS (99,999) hands out, and still an `int` to PostgreSQL. */
const NO_PROCESS = 2_147_483_647;

export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return { pid, port: Number.isNaN(port) ? undefined : port, ready: lines[7] === 'ready' };
}

/** The server that runs on this directory now, or undefined. Sees through stale files and reused process ids. */
export async function runningPostmaster(dataDirectory: string): Promise<PostmasterFile | undefined> {
  const file = await readPostmasterFile(dataDirectory);
  return file && servesDirectory(file.pid, dataDirectory) ? file : undefined;
}

/** Whether a server runs, or may run, on this directory, by whomever it was started. */
export async function isOccupied(dataDirectory: string): Promise<boolean> {
  const file = await readPostmasterFile(dataDirectory);
  return file !== undefined && occupant(file.pid, dataDirectory) !== 'other';
}

export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  return parsePostmasterFile((await readLock(lockOf(dataDirectory))) ?? '');
}

/**
 * Lets PostgreSQL start although the process id in a stale lock now belongs to somebody else, whom it would take for
 * another server and give up. Only the id is replaced: the rest of the file leads PostgreSQL to the old shared
 * memory, by which it notices backends that outlived their server, so deleting the file would risk the data.
 * @throws EmbeddedPostgresError when the process might be a server on this directory that we did not start
 */
export async function releaseReusedLock(dataDirectory: string): Promise<void> {
  const path = lockOf(dataDirectory);
  const seen = await readLock(path);
  const file = parsePostmasterFile(seen ?? '');
  if (seen === undefined || !file || !processExists(file.pid)) return;
  const found = occupant(file.pid, dataDirectory);
  if (found === 'ours') return;
  if (found === 'unknown') {
    throw new EmbeddedPostgresError(
      `Process ${file.pid} seems to be a PostgreSQL on ${dataDirectory} that Sallyport did not start: stop it first. ` +
        `If it serves another directory, remove ${path}.`,
    );
  }
  const taken = `${path}.${randomUUID()}`;
  // Of several starters one gets the file. Should it be a newer one than was judged, it goes back unchanged.
  if (!(await moved(path, taken))) return;
  const text = (await readLock(taken)) ?? '';
  const released = text === seen ? text.replace(/^\s*-?\d+/, String(NO_PROCESS)) : text;
  await writeFile(taken, released);
  // A link, unlike a rename, never replaces the lock of a server that came in between.
  await link(taken, path).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await rm(taken);
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function readLock(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

const lockOf = (dataDirectory: string): string => join(dataDirectory, 'postmaster.pid');
