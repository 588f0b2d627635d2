import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Redacted } from '../kernel';
import { prepareTarget } from '../modules/connectors';
import { provideSecret } from '../platform/config/environment';
import type { MasterKey } from '../platform/crypto/master-key';
import { startEmbeddedPostgres } from '../platform/embedded-postgres';
import type { Logger } from '../platform/telemetry/logger';
import { DEMO_DATABASE, DEMO_GROUP_ROLES, fillDemoDatabase } from './demo-database';

/** The name under which sallyport.yaml refers to the broker's own log-in at the demonstration's target. */
const BROKER_SECRET = 'SALLYPORT_DEMO_TARGET_URL';

export interface DemoTarget {
  readonly port: number;
  /** The administrator's URL of the demonstration's database. */
  readonly adminUrl: Redacted<string>;
  stop(): Promise<void>;
}

export interface DemoTargetOptions {
  readonly dataDirectory: string;
  readonly masterKey: MasterKey;
  readonly logger: Logger;
  /** The command that runs the reaper: node's arguments. Left out: no reaper, as on a target nobody guards. */
  readonly reaperCommand?: readonly string[];
}

/** A PostgreSQL server of its own that plays the customer database, with a reaper beside it. */
export async function startDemoTarget(options: DemoTargetOptions): Promise<DemoTarget> {
  const { dataDirectory, masterKey, logger } = options;
  const server = await startEmbeddedPostgres({
    directory: join(dataDirectory, 'demo-target'),
    databases: [DEMO_DATABASE],
  });
  const adminUrl = new Redacted(server.url(DEMO_DATABASE));
  const password = (role: string) =>
    new Redacted(masterKey.derive(`demo target ${role}`).toString('base64url'));
  await fillDemoDatabase(adminUrl);
  await prepareTarget(adminUrl, {
    memberRoles: [...DEMO_GROUP_ROLES],
    brokerPassword: password('broker'),
    reaperPassword: password('reaper'),
    hardenDatabases: [DEMO_DATABASE],
  });
  provideSecret(BROKER_SECRET, server.url(DEMO_DATABASE, 'sallyport_broker', password('broker').reveal()));
  const reaperUrl = server.url(DEMO_DATABASE, 'sallyport_reaper', password('reaper').reveal());
  const reaper = options.reaperCommand && startReaper(options.reaperCommand, reaperUrl, logger);
  return {
    port: server.port,
    adminUrl,
    stop: async () => {
      if (reaper) await stopChild(reaper);
      await server.stop();
    },
  };
}

function startReaper(command: readonly string[], url: string, logger: Logger): ChildProcess {
  const child = spawn(process.execPath, [...command, 'reaper', '--started-by', String(process.pid)], {
    env: { SALLYPORT_REAPER_URL: url },
    stdio: 'ignore',
    // Out of the terminal's process group: Ctrl-C is the broker's to handle, in its own order.
    detached: true,
  });
  child.once('exit', (code) =>
    logger.debug({ code }, 'The reaper beside the demonstration target has stopped.'),
  );
  return child;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
