import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { readPostmasterFile } from './postmaster-file';
import { DIRECTORY_SETTING, directoryMark, servesDirectory, signal } from './process-identity';
import { dataDirectoryArgument, type RunAs } from './run-as';

const LOOK_EVERY_MS = 10;
const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

/** Modest, for a machine shared with everything else. `max_connections` counts every pool of web, worker and tests. */
const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '64MB',
  max_connections: '200',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '512MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The text of a failed statement may hold a password; its message and SQLSTATE say enough.
  log_min_error_statement: 'panic',
};

export interface PostmasterOptions {
  readonly binaries: Binaries;
  readonly dataDirectory: string;
  readonly port: number;
  readonly runAs: RunAs | undefined;
  readonly settings: Readonly<Record<string, string>>;
  /** Open file descriptor for its messages. */
  readonly output: number | 'ignore';
}

/** Spawns the server in a process group of its own: Ctrl-C in a terminal must reach us, and not the database before us. */
export function spawnPostmaster(options: PostmasterOptions): ChildProcess {
  const { binaries, dataDirectory, port, runAs, output } = options;
  const settings = {
    ...DEFAULT_SETTINGS,
    ...options.settings,
    [DIRECTORY_SETTING]: directoryMark(dataDirectory),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
  };
  const child = spawn(
    binaries.postgres,
    [
      ...['-D', dataDirectoryArgument(dataDirectory, runAs)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...runAs,
      cwd: dataDirectory,
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['ignore', output, output],
    },
  );
  child.unref();
  return child;
}

/** Waits until the server accepts connections (true) or has given up (false). */
export async function becomesReady(child: ChildProcess, dataDirectory: string): Promise<boolean> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  while (child.exitCode === null && child.signalCode === null && !failure) {
    const file = await readPostmasterFile(dataDirectory);
    if (file?.ready && file.pid === child.pid) return true;
    await delay(LOOK_EVERY_MS);
  }
  if (failure) throw new EmbeddedPostgresError('PostgreSQL could not be started.', { cause: failure });
  return false;
}

/** Ends the server cleanly (SIGINT: sessions are cut, data written), else at once (SIGQUIT: recovered at the next start). */
export async function stopPostmaster(pid: number, dataDirectory: string): Promise<void> {
  for (const [name, patienceMs] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    if (!servesDirectory(pid, dataDirectory)) return;
    signal(pid, name);
    if (await ends(pid, dataDirectory, patienceMs)) return;
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) on ${dataDirectory} does not end.`);
}

async function ends(pid: number, dataDirectory: string, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (!servesDirectory(pid, dataDirectory)) return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}
