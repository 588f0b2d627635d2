import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { mayOutliveProcess } from './end-with-process';
import { ServerSource, type ServerOptions, type Serving } from './obtain-server';
import { stopPostmaster } from './postmaster';
import { ServerLog } from './server-log';

const RETRY_RECOVERY_MS = 5_000;
const CLOSING_MS = 1_000;

export interface EmbeddedPostgres {
  readonly port: number;
  /** Of the server now; another one after it crashed and was brought back. */
  readonly pid: number;
  /** Whether the server was running already. */
  readonly adopted: boolean;
  /** Connection URL, with the superuser and its password unless given. */
  url(database?: string, user?: string, password?: string): string;
  /** Stops the server cleanly; leaves it running when another process that started it on this directory uses it. */
  stop(): Promise<void>;
}

/** Keeps the server running for as long as this process needs it. */
export class Supervisor implements EmbeddedPostgres {
  private serving: Serving | undefined;
  private recovery: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;
  private readonly serverLog: ServerLog;
  private readonly source: ServerSource;

  constructor(private readonly options: ServerOptions) {
    this.serverLog = new ServerLog(join(options.directory, 'postgres.log'));
    this.source = new ServerSource(options, this.serverLog);
  }

  get port(): number {
    return this.current.port;
  }

  get pid(): number {
    return this.current.pid;
  }

  get adopted(): boolean {
    return this.current.adopted;
  }

  url(database = 'postgres', user = this.options.superuser, password = this.options.password): string {
    const [name, secret, path] = [user, password, database].map(encodeURIComponent);
    return `postgres://${name}:${secret}@127.0.0.1:${this.port}/${path}`;
  }

  async start(databases: readonly string[]): Promise<void> {
    this.serving = await this.obtain(this.options.port);
    this.serverLog.keepSmall((error) =>
      this.options.log.warn(`The server's log was not cut: ${String(error)}`),
    );
    try {
      await this.serving.hold.createMissing(databases);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    this.stopping ??= this.leave();
    return this.stopping;
  }

  private get current(): Serving {
    if (!this.serving) throw new EmbeddedPostgresError('The embedded PostgreSQL was not started.');
    return this.serving;
  }

  private async leave(): Promise<void> {
    this.serverLog.letGrow();
    await this.recovery;
    const { hold, pid, adopted } = this.current;
    // A server that does not answer has nobody else either; what we did not start ourselves is left alone all the same.
    const last = await hold.giveUp().catch(() => !adopted);
    if (last) await hold.othersLeave(CLOSING_MS).catch(() => undefined);
    if (last) await stopPostmaster(pid, this.source.data);
    mayOutliveProcess(pid);
    await hold.letGo();
  }

  private obtain(port: number | undefined): Promise<Serving> {
    return this.source.obtain(
      port,
      () => this.recover(),
      () => this.isStopping(),
    );
  }

  private isStopping(): boolean {
    return this.stopping !== undefined;
  }

  /** Our session broke off: the server crashed, or cut every session to recover. The port stays, others know it. */
  private recover(): void {
    if (this.stopping || !this.serving || this.recovery) return;
    const { port, pid } = this.serving;
    this.options.log.warn(`The embedded PostgreSQL (process ${pid}) broke off; bringing it back.`);
    this.recovery = this.bringBack(port).finally(() => (this.recovery = undefined));
  }

  private async bringBack(port: number): Promise<void> {
    for (;;) {
      try {
        this.serving = await this.obtain(port);
        if (!this.serving.hold.alive) continue;
        this.options.log.info(`The embedded PostgreSQL is back (process ${this.serving.pid}).`);
        return;
      } catch (error) {
        if (this.isStopping()) return;
        this.options.log.warn(error instanceof Error ? error.message : String(error));
        await delay(RETRY_RECOVERY_MS, undefined, { ref: false });
      }
    }
  }
}
