import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parsePostmasterFile } from '../../src/platform/embedded-postgres/postmaster-file';
import { processExists } from '../../src/platform/embedded-postgres/process-identity';

/** Followed by the id of the Jest process that the folder belongs to. */
export const RUN_PREFIX = 'sallyport-test-';

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
    const pid = parsePostmasterFile(readFileSync(join(run, lock), 'utf8'))?.pid;
    if (pid !== undefined && worksBelow(pid, run)) process.kill(pid, 'SIGKILL');
  }
  rmSync(run, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

function worksBelow(pid: number, folder: string): boolean {
  try {
    const where =
      process.platform === 'linux'
        ? readlinkSync(`/proc/${pid}/cwd`)
        : execFileSync('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return where.includes(`${folder}/`);
  } catch {
    return false;
  }
}
