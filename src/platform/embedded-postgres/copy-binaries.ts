import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';

/**
 * Copies `native` to `<parent>/<folder>` once, whole or not at all, and readable by every account.
 * Returns the path of the copy. `complete` finishes the copy before others can see it.
 */
export async function copyBinaries(
  native: string,
  parent: string,
  folder: string,
  complete: (copy: string) => Promise<string>,
): Promise<string> {
  const destination = join(parent, folder);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  await refuseForeign(parent);
  if (await refuseForeign(destination)) return destination;
  const staging = await mkdtemp(join(parent, `${folder}.new-`));
  try {
    await cp(native, staging, { recursive: true, verbatimSymlinks: true });
    await complete(staging);
    await makeReadable(staging);
    await rename(staging, destination);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // Another process made the same copy meanwhile: use that one.
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
  return destination;
}

/** What we execute must be ours alone to write: in a shared folder another account could have put it there first. */
async function refuseForeign(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return false;
  const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o002) === 0;
  if (!ours) throw new EmbeddedPostgresError(`${path} belongs to another account or can be written by any`);
  return true;
}

async function makeReadable(path: string): Promise<void> {
  await chmod(path, 0o755);
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const inside = join(entry.parentPath, entry.name);
    const executable = entry.isDirectory() || ((await lstat(inside)).mode & 0o100) !== 0;
    await chmod(inside, executable ? 0o755 : 0o644);
  }
}
