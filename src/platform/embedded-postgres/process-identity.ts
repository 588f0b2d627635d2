import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { errorCode } from './embedded-postgres-error';

/**
 * What the process behind a lock file is. A process id alone proves nothing: after a crash or a reboot the system
 * gives it to somebody else, whom we must neither trust nor kill.
 */
export type Occupant =
  /** Started by us on this directory. */
  | 'ours'
  /** Certainly not a server on this directory. */
  | 'other'
  /** A PostgreSQL that we did not start; perhaps somebody runs it on this directory by hand. */
  | 'unknown';

/** A setting PostgreSQL ignores, for its command line: names the data directory by device and inode, which a move keeps. */
export const DIRECTORY_SETTING = 'sallyport.data';

export function directoryMark(dataDirectory: string): string {
  const { dev, ino } = statSync(dataDirectory, { bigint: true });
  return `${dev}:${ino}`;
}

/** Whether any process has this id, whoever's it is, even one that has ended but was not waited for. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Tells a process unless it has ended meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

export const servesDirectory = (pid: number, dataDirectory: string): boolean =>
  occupant(pid, dataDirectory) === 'ours';

/**
 * Judged by the command line, which every account may read. The working directory would tell more, but root in a container
 * lacks CAP_SYS_PTRACE to see that of another account's process.
 */
export function occupant(pid: number, dataDirectory: string): Occupant {
  const line = commandLine(pid);
  if (!/^\S*\bpostgres\b/.test(line)) return 'other';
  const mark = new RegExp(`${DIRECTORY_SETTING}=(\\d+:\\d+)`).exec(line)?.[1];
  if (mark !== undefined) return mark === directoryMark(dataDirectory) ? 'ours' : 'other';
  return worksElsewhere(pid, dataDirectory) ? 'other' : 'unknown';
}

/** Program and arguments with a space between; empty when there is no such process, or it has ended. */
export function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : execFileSync('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

function worksElsewhere(pid: number, dataDirectory: string): boolean {
  try {
    const working = statSync(`/proc/${pid}/cwd`);
    const data = statSync(dataDirectory);
    return working.dev !== data.dev || working.ino !== data.ino;
  } catch {
    return false;
  }
}
