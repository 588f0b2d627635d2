import { lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './embedded-postgres-error';

/** The account that PostgreSQL's processes run under when ours is root, which PostgreSQL refuses to run as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: RunAs = { uid: 65534, gid: 65534 };

/**
 * Undefined when we are an ordinary user: the server then runs as that user.
 * As root, the owner of existing data wins, so that one start with sudo does not lock the owner out.
 */
export async function chooseRunAs(dataDirectory: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await lstat(dataDirectory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
}

/**
 * How the server is told where its data are; it must be spawned with that directory as its working directory.
 *
 * Whoever runs PostgreSQL as "nobody" meets checkouts under a folder of mode 0700 (/root, a home): "nobody" cannot walk the
 * path. But spawn changes directory before it drops root, and /proc/self/cwd leads to a working directory without
 * walking there, in the server and in every process it forks.
 */
export const dataDirectoryArgument = (dataDirectory: string, runAs: RunAs | undefined): string =>
  runAs && process.platform === 'linux' ? '/proc/self/cwd' : dataDirectory;

export async function chownTree(path: string, owner: RunAs): Promise<void> {
  await lchown(path, owner.uid, owner.gid);
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
}
