import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';
import { isInitialised } from './initialise';

/**
 * The superuser's password: 256 random bits made up once, in a file that only our own account may read.
 * @throws EmbeddedPostgresError when it is gone while the data that know it are there
 */
export async function ensurePassword(directory: string): Promise<string> {
  const path = join(directory, 'password');
  // In this order: another process that starts for the first time writes the password before the data.
  const initialised = await isInitialised(join(directory, 'data'));
  const kept = await readPassword(path);
  if (kept) return kept;
  if (initialised || kept === '') {
    throw new EmbeddedPostgresError(
      `The password of the embedded PostgreSQL is missing: put ${path} back, or move its folder away.`,
    );
  }
  await makePassword(path);
  return ensurePassword(directory);
}

async function makePassword(path: string): Promise<void> {
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
}

async function readPassword(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
