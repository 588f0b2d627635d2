import { signal } from './process-identity';

const ours = new Set<number>();

/** Servers that this process started and must not leave behind when it ends without stopping them. */
export function endWithProcess(pid: number): void {
  if (ours.size === 0) process.once('exit', endAll);
  ours.add(pid);
}

export function mayOutliveProcess(pid: number): void {
  ours.delete(pid);
  if (ours.size === 0) process.off('exit', endAll);
}

function endAll(): void {
  for (const pid of ours) signal(pid, 'SIGINT');
}
