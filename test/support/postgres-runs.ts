import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePostmasterFile } from '../../src/platform/embedded-postgres/postmaster-file';
import { processExists, servesDirectory } from '../../src/platform/embedded-postgres/process-identity';

/** Followed by the id of the Jest process that the folder belongs to. */
export const RUN_PREFIX = 'sallyport-test-run-';

/** Clears up after runs that were killed, so that no folder and no server stays behind for long. */
export function removeAbandonedRuns(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(RUN_PREFIX) ? Number(name.slice(RUN_PREFIX.length).split('-')[0]) : NaN;
    if (owner > 0 && !processExists(owner)) removeRun(join(parent, name));
  }
}

/** Synchronous, because it runs when the process exits. */
export function removeRun(run: string): void {
  for (const lock of readdirSync(run, { recursive: true, encoding: 'utf8' })) {
    if (!lock.endsWith('/postmaster.pid')) continue;
    const path = join(run, lock);
    const pid = parsePostmasterFile(readFileSync(path, 'utf8'))?.pid;
    if (pid !== undefined && servesDirectory(pid, dirname(path))) process.kill(pid, 'SIGKILL');
  }
  rmSync(run, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
