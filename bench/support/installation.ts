import { join } from 'node:path';
import { Pool } from 'pg';
import { newToken } from '../../src/platform/crypto/token';
import type { EmbeddedPostgres } from '../../src/platform/embedded-postgres';
import { Product } from './product';
import { startServer } from './server';
import { productSettings, type Settings } from './settings';
import type { Started } from './started';
import { startTarget } from './target';
import { temporaryFolder } from './temporary-folder';

const DATABASE = 'sallyport';

/** The commit times are for `seal-lag`, and both sides pay for them. */
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
    /** What the product was started with. */
    readonly settings: Settings,
    /** The broker's database as its owner, who may write what takes people hours. */
    readonly owner: Pool,
    readonly folder: string,
  ) {}

  /** `more` are settings of the product beside those of every bench. */
  static async start(started: Started, more: Settings = {}): Promise<Installation> {
    const folder = await temporaryFolder(started);
    const broker = await startServer(started, join(folder, 'broker'), DATABASE, BROKER_SETTINGS);
    const logins = { ...loginsOf(broker), target: await startTarget(started, folder) };
    const settings = {
      ...productSettings(join(folder, 'data'), logins.target),
      DATABASE_URL: logins.owner,
      DATABASE_APP_URL: logins.app,
      DATABASE_SEALER_URL: logins.sealer,
      ...more,
    };
    const product = await Product.spawn(started, settings);
    await product.up();
    const owner = started.keep(new Pool({ connectionString: logins.owner, max: 2 }), (pool) => pool.end());
    return new Installation(product, logins, settings, owner, folder);
  }
}

function loginsOf(broker: EmbeddedPostgres): Omit<Logins, 'target'> {
  const login = (role: string): string => broker.url(DATABASE, role, newToken().reveal());
  return { owner: broker.url(DATABASE), app: login('sallyport_app'), sealer: login('sallyport_sealer') };
}
