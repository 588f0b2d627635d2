import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Process ids of the direct children. Every PostgreSQL process is a direct child of its server. */
export async function childrenOf(pid: number): Promise<number[]> {
  if (process.platform === 'linux') {
    const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    return listed.split(' ').filter(Boolean).map(Number);
  }
  const { stdout } = await promisify(execFile)('/bin/ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout.matchAll(/(\d+)\s+(\d+)/g);
  return [...pairs].filter(([, , parent]) => Number(parent) === pid).map(([, child]) => Number(child));
}
