import pg from 'pg';
import { MINUTE, SECOND } from '../../kernel';

/** The server's own limit. A statement of ours that takes longer is a fault, and must not hold its locks for ever. */
const STATEMENT_TIMEOUT = 15 * SECOND;
/** Above the server's, which leaves a cleaner failure behind. */
export const ANSWERS_WITHIN = STATEMENT_TIMEOUT + 5 * SECOND;
const LOOKS = 20;

export interface PatientConfig extends pg.ClientConfig {
  /** Milliseconds until a connection that owes an answer is given up. */
  readonly answersWithin?: number;
}

/**
 * A connection that is closed when it does not answer: whoever waits for it is told so, and no pool hands it out again. A
 * server that stands still enforces no limit of its own, and its connections stay open for good.
 *
 * The time is counted in looks and not by one timer. When this process itself stood still, a timer would ring before the
 * answers that came meanwhile are read; so the time that it did not live through counts as one look.
 */
export class PatientClient extends pg.Client {
  private readonly every: number;
  private watch: NodeJS.Timeout | undefined;

  constructor({ answersWithin = ANSWERS_WITHIN, ...config }: PatientConfig = {}) {
    super(config);
    this.every = answersWithin / LOOKS;
    this.on('drain', () => this.rest());
    this.on('end', () => this.rest());
    const send = this.query.bind(this) as (...args: unknown[]) => unknown;
    // Replaced on the object, because the many shapes of the method cannot be overridden as one.
    this.query = ((...args: unknown[]) => {
      this.expectAnswer();
      return send(...args);
    }) as pg.Client['query'];
  }

  private expectAnswer(): void {
    if (this.watch) return;
    let looks = 0;
    this.watch = setInterval(() => {
      looks += 1;
      if (looks < LOOKS) return;
      this.rest();
      const { stream } = (this as unknown as { connection: { stream: { destroy(error: Error): void } } })
        .connection;
      stream.destroy(new Error('The database does not answer; the connection was given up.'));
    }, this.every);
  }

  private rest(): void {
    clearInterval(this.watch);
    this.watch = undefined;
  }
}

/** How a pool of connections to our own database waits; milliseconds. */
export const PATIENCE = {
  Client: PatientClient,
  statement_timeout: STATEMENT_TIMEOUT,
  idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
  /** For a new connection, and for a free one of the pool. */
  connectionTimeoutMillis: 10 * SECOND,
  /** A machine that is gone says so to nobody. */
  keepAlive: true,
  keepAliveInitialDelayMillis: 10 * SECOND,
} as const;

/** A new connection costs more than most requests: its log-in is stretched, and it has no caches and no plans yet. */
export const IDLE_CONNECTIONS_LIVE = 5 * MINUTE;
