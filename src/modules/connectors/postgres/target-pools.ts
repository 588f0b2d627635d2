import { createHash } from 'node:crypto';

import { Client, Pool, type ClientBase, type ClientConfig } from 'pg';

import type { TargetSystem } from '../connector';
import { parseSettings, systemSettings } from './settings';
import { parseTargetUrl, tlsOptions } from './target-address';
import { targetFailure } from './target-failure';
import { targetSession, type TargetSession } from './target-session';

/** How long the broker waits for a target, in milliseconds, and how many connections it keeps to each. */
export interface TargetLimits {
  readonly connectWithin: number;
  /** The server gives up after this, so that nothing of ours runs there after we stopped waiting. */
  readonly statementWithin: number;
  readonly connections: number;
}

export const DEFAULT_LIMITS: TargetLimits = { connectWithin: 5_000, statementWithin: 8_000, connections: 8 };

/** Beyond the server's own time-out: the answer "took too long" still has to travel. */
const ANSWER_GRACE = 1_000;
const IDLE = 30_000;

interface KeptPool {
  readonly pool: Pool;
  readonly sessions: WeakMap<ClientBase, TargetSession>;
  /** Digest of what the pool was made from; a changed credential or setting makes a new one. */
  readonly madeFrom: string;
}

/** One small pool for each target. A target that dies, hangs or is replaced never takes the process with it. */
export class TargetPools {
  private readonly kept = new Map<string, KeptPool>();

  constructor(private readonly limits: TargetLimits = DEFAULT_LIMITS) {}

  /** Lends a connection to `work`. Any failure becomes a `TargetError`, and its connection is thrown away. */
  async run<T>(system: TargetSystem, work: (target: TargetSession) => Promise<T>): Promise<T> {
    const { pool, sessions } = this.poolOf(system);
    const client = await pool.connect().catch(rethrow);
    // A connection on loan has no other listener, and an `error` event that nobody hears ends the process.
    const silence = (): void => undefined;
    client.on('error', silence);
    try {
      const session = sessions.get(client) ?? (await targetSession(client));
      sessions.set(client, session);
      const result = await work(session);
      client.off('error', silence);
      client.release();
      return result;
    } catch (error) {
      // It may stand in a failed transaction or still wait for an answer: nobody shall get it next.
      client.release(true);
      return rethrow(error);
    }
  }

  /** The same in another database of the target, over a connection of its own. */
  async runIn<T>(
    system: TargetSystem,
    database: string,
    work: (target: TargetSession) => Promise<T>,
  ): Promise<T> {
    const client = new Client({ ...this.configOf(system), database });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(await targetSession(client));
    } catch (error) {
      return rethrow(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const pools = [...this.kept.values()];
    this.kept.clear();
    await Promise.all(pools.map(({ pool }) => pool.end()));
  }

  private poolOf(system: TargetSystem): KeptPool {
    const madeFrom = digestOf(system);
    const known = this.kept.get(system.id);
    if (known?.madeFrom === madeFrom) return known;
    const pool = new Pool({
      ...this.configOf(system),
      max: this.limits.connections,
      idleTimeoutMillis: IDLE,
      allowExitOnIdle: true,
    });
    // An idle connection that the target closed has left the pool already; the next call makes another or says why not.
    pool.on('error', () => undefined);
    const fresh: KeptPool = { pool, sessions: new WeakMap(), madeFrom };
    this.kept.set(system.id, fresh);
    void known?.pool.end().catch(() => undefined);
    return fresh;
  }

  private configOf(system: TargetSystem): ClientConfig {
    const settings = parseSettings(systemSettings, system.settings, system.name);
    const address = parseTargetUrl(system.credential, settings);
    return {
      host: address.host,
      port: address.port,
      database: address.database,
      user: address.user,
      password: address.password.reveal(),
      ssl: tlsOptions(address, settings.sslRootCert),
      application_name: 'sallyport',
      // Whoever can create objects in a schema of this database must not be able to stand in for pg_catalog's.
      options: '-c search_path=pg_catalog',
      connectionTimeoutMillis: this.limits.connectWithin,
      statement_timeout: this.limits.statementWithin,
      query_timeout: this.limits.statementWithin + ANSWER_GRACE,
      keepAlive: true,
    };
  }
}

const digestOf = (system: TargetSystem): string =>
  createHash('sha256')
    .update(JSON.stringify([system.credential.reveal(), system.settings]))
    .digest('base64');

function rethrow(error: unknown): never {
  throw targetFailure(error);
}
