import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './embedded-postgres-error';

/** Whether any process has this id, whoever's it is. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Whether this process is PostgreSQL serving that directory. A process id alone proves nothing: after a crash or a
 * reboot the system gives it to somebody else, whom we must neither trust nor kill. PostgreSQL's working
 * directory is its data directory as long as it lives, and a zombie has none.
 */
export async function servesDirectory(pid: number, dataDirectory: string): Promise<boolean> {
  if (!processExists(pid)) return false;
  return process.platform === 'linux' ? worksIn(pid, dataDirectory) : namesDirectory(pid, dataDirectory);
}

async function worksIn(pid: number, dataDirectory: string): Promise<boolean> {
  try {
    const [name, working, data] = await Promise.all([
      readFile(`/proc/${pid}/comm`, 'utf8'),
      stat(`/proc/${pid}/cwd`),
      stat(dataDirectory),
    ]);
    return name.trim() === 'postgres' && working.dev === data.dev && working.ino === data.ino;
  } catch {
    // Gone meanwhile, or of another account, which ours never is.
    return false;
  }
}

async function namesDirectory(pid: number, dataDirectory: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.includes('postgres') && stdout.includes(` -D ${dataDirectory} `);
  } catch {
    return false;
  }
}
