import { join } from 'node:path';
import { Redacted } from '../../src/kernel';
import { DEMO_DATABASE, DEMO_GROUP_ROLES, fillDemoDatabase } from '../../src/demo/demo-database';
import { prepareTarget } from '../../src/modules/connectors';
import { newToken } from '../../src/platform/crypto/token';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres';
import { packageRoot } from '../../src/platform/http/package-root';
import { Product } from './product';
import { temporaryFolder } from './temporary-folder';

const DATABASE = 'sallyport';

/** For two hundred people with a connection each. The commit times are for `seal-lag`, and both sides pay for them. */
const TARGET_SETTINGS = { max_connections: '400' };
const BROKER_SETTINGS = { track_commit_timestamp: 'on' };

/** Connection URLs of both servers, as plain text so that they can be handed to another process. */
export interface Logins {
  readonly owner: string;
  readonly app: string;
  readonly sealer: string;
  /** The broker's own log-in at the target. */
  readonly target: string;
}

/** The product in production mode, its database and one target: three processes, all thrown away afterwards. */
export class Installation {
  private constructor(
    readonly product: Product,
    readonly logins: Logins,
    readonly dataDirectory: string,
    private readonly started: (() => Promise<unknown>)[],
  ) {}

  static async start(): Promise<Installation> {
    const started: (() => Promise<unknown>)[] = [];
    try {
      return await Installation.startAll(started);
    } catch (error) {
      await undo(started);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await undo(this.started);
  }

  private static async startAll(started: (() => Promise<unknown>)[]): Promise<Installation> {
    const folder = await temporaryFolder();
    started.push(() => folder.remove());
    const server = async (name: string, database: string, settings: Record<string, string>) => {
      const directory = join(folder.path, name);
      const postgres = await startEmbeddedPostgres({ directory, databases: [database], settings });
      started.push(() => postgres.stop());
      return postgres;
    };
    const broker = await server('broker', DATABASE, BROKER_SETTINGS);
    const target = await server('target', DEMO_DATABASE, TARGET_SETTINGS);
    const logins = { ...loginsOf(broker), target: await prepare(target) };
    const dataDirectory = join(folder.path, 'data');
    const product = await Product.spawn({
      NODE_ENV: 'production',
      SALLYPORT_PUBLIC_URL: 'https://sallyport.invalid',
      SALLYPORT_DATA_DIR: dataDirectory,
      SALLYPORT_POLICY_FILE: join(packageRoot(), 'sallyport.yaml'),
      SALLYPORT_DEMO_TARGET_URL: logins.target,
      DATABASE_URL: logins.owner,
      DATABASE_APP_URL: logins.app,
      DATABASE_SEALER_URL: logins.sealer,
    });
    started.push(() => product.stop());
    await product.up();
    return new Installation(product, logins, dataDirectory, started);
  }
}

async function undo(started: (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of started.splice(0).reverse()) await stop();
}

function loginsOf(broker: EmbeddedPostgres): Omit<Logins, 'target'> {
  const login = (role: string): string => broker.url(DATABASE, role, newToken().reveal());
  return { owner: broker.url(DATABASE), app: login('sallyport_app'), sealer: login('sallyport_sealer') };
}

async function prepare(target: EmbeddedPostgres): Promise<string> {
  const administrator = new Redacted(target.url(DEMO_DATABASE));
  const brokerPassword = newToken();
  await fillDemoDatabase(administrator);
  await prepareTarget(administrator, {
    memberRoles: [...DEMO_GROUP_ROLES],
    brokerPassword,
    hardenDatabases: [DEMO_DATABASE],
  });
  return target.url(DEMO_DATABASE, 'sallyport_broker', brokerPassword.reveal());
}
