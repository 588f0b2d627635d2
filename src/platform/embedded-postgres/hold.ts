import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres-error';

/** Any number would do, as long as nobody else locks it in the database `postgres`. */
const LOCK_KEY = 5_077_125;
const CONNECT_TIMEOUT_MS = 3_000;

/** What a start of the server can be recognised by later: `sallyport.start` is a setting that PostgreSQL ignores. */
export const FINGERPRINT_SETTING = 'sallyport.start';

export interface HoldTarget {
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
}

/**
 * Our share in a running server: one session with a shared advisory lock. The server lives as long as anybody holds
 * one, and who lets go last stops it. The lock ends with its session, so a process that was killed holds nothing.
 */
export class Hold {
  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    readonly fingerprint: string,
  ) {}

  /**
   * Undefined when the server does not take sessions now: it is starting, recovering, or about to be stopped.
   * @throws EmbeddedPostgresError when the server refuses our password
   */
  static async take(target: HoldTarget, onLost: () => void): Promise<Hold | undefined> {
    const socket = new Socket();
    const client = new Client({
      stream: () => socket,
      host: '127.0.0.1',
      port: target.port,
      user: target.superuser,
      password: target.password,
      database: 'postgres',
      application_name: 'sallyport embedded-postgres',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    // Every error is followed by "end".
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ held: boolean; fingerprint: string | null }>(
        'SELECT pg_try_advisory_lock_shared($1) AS held, current_setting($2, true) AS fingerprint',
        [LOCK_KEY, FINGERPRINT_SETTING],
      );
      if (rows[0]?.held) {
        client.on('end', onLost);
        // Holding the server must not keep a process alive that has nothing left to do.
        socket.unref();
        return new Hold(client, socket, rows[0].fingerprint ?? '');
      }
    } catch (error) {
      if (isRefusal(error)) {
        throw new EmbeddedPostgresError('The embedded PostgreSQL refuses the password that is kept for it.', {
          cause: error,
        });
      }
      if (!isPassing(error)) throw error;
    }
    await client.end().catch(() => undefined);
    return undefined;
  }

  /** False once the session has ended, whatever ended it. */
  get alive(): boolean {
    return !this.socket.destroyed;
  }

  /** Whether nobody else holds the server. Then nobody can until we let go. */
  async isSole(): Promise<boolean> {
    // A session's own shared lock is not in the way of its exclusive one.
    return this.busy(() => this.tryLock());
  }

  /** Gives our share up. True for the last of all that do so, who then has to stop the server. */
  async giveUp(): Promise<boolean> {
    return this.busy(async () => {
      // Given up before the question, and never taken back: of several that leave at once, the one whose share went last
      // finds no other. Were it asked first, each could find another who is just leaving.
      await this.client.query('SELECT pg_advisory_unlock_shared($1)', [LOCK_KEY]);
      return this.tryLock();
    });
  }

  /**
   * Gives sessions that are just being closed, such as those of a pool that has ended, time to go. A client that is cut
   * off by the server in that moment raises an error that nobody listens for any more, and the process dies of it.
   */
  async othersLeave(patienceMs: number): Promise<void> {
    await this.busy(async () => {
      const deadline = performance.now() + patienceMs;
      while ((await this.countOthers()) > 0 && performance.now() < deadline) await delay(10);
    });
  }

  async createMissing(databases: readonly string[]): Promise<void> {
    await this.busy(async () => {
      for (const name of databases) await this.createDatabase(name);
    });
  }

  async letGo(): Promise<void> {
    this.client.removeAllListeners('end');
    await this.busy(() => this.client.end()).catch(() => undefined);
  }

  private async countOthers(): Promise<number> {
    const { rows } = await this.client.query<{ others: number }>(
      `SELECT count(*)::int AS others FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.others ?? 0;
  }

  private async tryLock(): Promise<boolean> {
    const { rows } = await this.client.query<{ sole: boolean }>('SELECT pg_try_advisory_lock($1) AS sole', [
      LOCK_KEY,
    ]);
    return rows[0]?.sole ?? false;
  }

  private async createDatabase(name: string): Promise<void> {
    const identifier = this.client.escapeIdentifier(name);
    await this.client.query(`CREATE DATABASE ${identifier}`).catch((error: unknown) => {
      // 42P04 duplicate_database; 23505 when two create it at the same moment.
      if (!['42P04', '23505'].includes(errorCode(error) ?? '')) throw error;
    });
  }

  private async busy<T>(work: () => Promise<T>): Promise<T> {
    this.socket.ref();
    try {
      return await work();
    } finally {
      this.socket.unref();
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code?.startsWith('28') ?? false);

/** 57P03 starting or recovering, 57P01/57P02 going down, 53300 full; all else that is no answer at all. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof DatabaseError) || ['57P01', '57P02', '57P03', '53300'].includes(error.code ?? '');
