import { Pool, type PoolClient } from 'pg';
import { conflict, type Redacted } from '../../kernel';
import { sqlState } from './unit-of-work';

/**
 * Runs work that no two processes may do at the same time, one after another for each key. `held` is aborted when the lock is
 * lost, because the connection that holds it broke: whoever writes elsewhere stops then.
 */
export type Exclusively = <T>(key: string, work: (held: AbortSignal) => Promise<T>) => Promise<T>;

/** So many keys at once in one process; the rest wait for their turn here instead of at the database. */
const CONNECTIONS = 8;
const IDLE = 30_000;
const WAIT_AT_MOST = 15_000;
/** lock_not_available; query_canceled, where the statement's own limit is reached first. */
const WAITED_TOO_LONG = new Set(['55P03', '57014']);

/**
 * Advisory locks of the broker's database, on connections of their own: the work goes on elsewhere, perhaps slowly, and must not
 * take a connection from those who serve people. A process that dies lets go of its locks with its connections.
 */
export class ExclusiveLocks {
  private pool: Pool | undefined;

  constructor(private readonly login: Redacted<string>) {}

  exclusively: Exclusively = async (key, work) => {
    const client = await this.connections().connect();
    const lost = new AbortController();
    // A connection on loan has no other listener, and an `error` event that nobody hears ends the process.
    const onError = (): void => lost.abort(new Error('The lock was lost with its connection.'));
    client.on('error', onError);
    let freed = false;
    try {
      await lock(client, key);
      try {
        return await work(lost.signal);
      } finally {
        freed = await unlock(client, key);
      }
    } finally {
      client.off('error', onError);
      // Whoever gets the connection next must not inherit a lock.
      client.release(!freed);
    }
  };

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
    this.pool = undefined;
  }

  private connections(): Pool {
    if (!this.pool) {
      this.pool = new Pool({
        connectionString: this.login.reveal(),
        application_name: 'sallyport-locks',
        max: CONNECTIONS,
        idleTimeoutMillis: IDLE,
        connectionTimeoutMillis: WAIT_AT_MOST,
        options: `-c lock_timeout=${WAIT_AT_MOST} -c statement_timeout=${WAIT_AT_MOST}`,
      });
      // An idle connection that breaks is replaced by the next one; nobody holds a lock on it.
      this.pool.on('error', () => undefined);
    }
    return this.pool;
  }
}

async function lock(client: PoolClient, key: string): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
  } catch (error) {
    if (!WAITED_TOO_LONG.has(sqlState(error) ?? '')) throw error;
    throw conflict('locks.busy', 'Somebody else has been at the same work for too long.');
  }
}

const unlock = (client: PoolClient, key: string): Promise<boolean> =>
  client
    .query<{ freed: boolean }>('SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS freed', [key])
    .then(({ rows }) => rows[0].freed)
    .catch(() => false);
