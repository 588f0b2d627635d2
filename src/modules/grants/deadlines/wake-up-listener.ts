import pg from 'pg';
import { type Redacted, SECOND } from '../../../kernel';
import { farewell } from '../../../platform/database/farewell';
import type { Logger } from '../../../platform/telemetry/logger.provider';
import { LEASE_CHANNEL, LONGEST_SLEEP } from './lease-channel';

const CONNECT_TIMEOUT = 5 * SECOND;

/** One connection that hears when something has to end now. Lost, it is replaced; meanwhile the keeper's timer serves. */
export class WakeUpListener {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly url: Redacted<string>,
    private readonly wake: () => void,
    private readonly logger: Logger,
  ) {}

  /** Fails when the database cannot be reached at all. */
  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url.reveal(),
      application_name: 'sallyport-lease-keeper',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: CONNECT_TIMEOUT,
      keepAlive: true,
    });
    this.client = client;
    client.on('notification', this.wake);
    // The driver tells of one lost connection more than once.
    client.on('error', (error) => this.replace(client, error));
    await client.connect();
    await client.query(`LISTEN ${LEASE_CHANNEL}`);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    if (this.client) await farewell(this.client);
  }

  private replace(lost: pg.Client, error: unknown): void {
    if (this.stopped || lost !== this.client) return;
    this.logger.warn(
      { err: error },
      'The wake-up channel was lost; deadlines are kept by the timer meanwhile.',
    );
    this.client = undefined;
    void farewell(lost);
    this.retry = setTimeout(() => this.startAgain(), LONGEST_SLEEP);
    this.retry.unref();
  }

  private startAgain(): void {
    this.start().catch((error: unknown) => {
      // Without one it is being replaced already: the connection told of its own loss.
      if (this.client) this.replace(this.client, error);
    });
  }
}
