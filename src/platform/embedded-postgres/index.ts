import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packagedBinaries, runnableBinaries } from './binaries';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';
import { ensureDataDirectory } from './initialise';
import type { EmbeddedPostgresLog } from './obtain-server';
import { ensurePassword } from './password';
import { isOccupied } from './postmaster-file';
import { chooseRunAs } from './run-as';
import { type EmbeddedPostgres, Supervisor } from './supervisor';

export { EmbeddedPostgresError } from './embedded-postgres-error';
export type { EmbeddedPostgresLog } from './obtain-server';
export type { EmbeddedPostgres } from './supervisor';

export interface EmbeddedPostgresOptions {
  /** Everything of this instance lives here: `data/`, `password`, `port`, `postgres.log`. Made when missing. */
  readonly directory: string;
  /** Fails when this port is taken. Default: the port of last time if it is free, else any. */
  readonly port?: number;
  /** Default `postgres`. Settled at the first start. */
  readonly superuser?: string;
  /** Default: made up at the first start and kept in `<directory>/password`, mode 0600. */
  readonly password?: string;
  /** Databases to create when missing, owned by the superuser. */
  readonly databases?: readonly string[];
  /** Server settings on top of small defaults, as in postgresql.conf. Never secrets: they show in the process list. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long a running server may take to answer, milliseconds. Default 60,000: it may be recovering. */
  readonly patienceMs?: number;
  readonly log?: EmbeddedPostgresLog;
}

/** Whether a server runs on this instance's data now, whoever started it. */
export const isEmbeddedPostgresRunning = (directory: string): Promise<boolean> =>
  isOccupied(join(resolve(directory), 'data'));

const SILENT: EmbeddedPostgresLog = { info: () => undefined, warn: () => undefined };

/**
 * Starts PostgreSQL on `directory`, or joins the one that runs there.
 * While this process lives, a server that crashes is brought back on the same port.
 * @throws EmbeddedPostgresError whose message is for the person at the terminal
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const {
    port,
    superuser = 'postgres',
    databases = [],
    settings = {},
    patienceMs = 60_000,
    log = SILENT,
  } = options;
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    const reason = errorCode(cause) ?? String(cause);
    throw new EmbeddedPostgresError(`The folder ${directory} cannot be made (${reason}).`, { cause });
  });
  const runAs = await chooseRunAs(join(directory, 'data'));
  const binaries = await runnableBinaries(await packagedBinaries(), directory, runAs);
  const password = options.password ?? (await ensurePassword(directory));
  await ensureDataDirectory({ directory, binaries, superuser, password, runAs });
  const supervisor = new Supervisor({
    directory,
    binaries,
    runAs,
    superuser,
    password,
    port,
    settings,
    patienceMs,
    log,
  });
  await supervisor.start(databases);
  return supervisor;
}
