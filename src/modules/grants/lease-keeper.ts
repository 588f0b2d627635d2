import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import type { Clock, Redacted } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { DATABASE_LOGINS, type DatabaseLogins } from '../../platform/database/database-logins';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { AdvanceByClock } from './advance-by-clock';
import { EndLeasesJob } from './end-leases.job';
import { LEASE_CHANNEL, LONGEST_SLEEP } from './lease-channel';
import { LeaseMetrics } from './lease-metrics';
import { LeaseRepository } from './lease.repository';

/**
 * The clockwork of a worker process: sleeps until the next deadline, or until somebody notifies that something has to end
 * now. Deadlines are kept to the millisecond by a timer, not by polling a job queue.
 */
@Injectable()
export class LeaseKeeper {
  private timer: NodeJS.Timeout | undefined;
  private listener: pg.Client | undefined;
  private turning: Promise<void> | undefined;
  private stopped = true;
  private wokenMeanwhile = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: LeaseRepository,
    private readonly advance: AdvanceByClock,
    private readonly endLeases: EndLeasesJob,
    private readonly metrics: LeaseMetrics,
    @Inject(DATABASE_LOGINS) private readonly logins: DatabaseLogins,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    this.stopped = false;
    await this.listen(this.logins.app);
    this.wake();
  }

  /** Finishes what is in hand; the rest is another process's, or the next start's. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.listener?.end().catch(() => undefined);
    await this.turning;
    await this.endLeases.stop();
  }

  private wake(): void {
    if (this.stopped) return;
    if (this.turning) {
      this.wokenMeanwhile = true;
      return;
    }
    clearTimeout(this.timer);
    this.turning = this.turn().finally(() => {
      this.turning = undefined;
      if (this.wokenMeanwhile) {
        this.wokenMeanwhile = false;
        this.wake();
      }
    });
  }

  private async turn(): Promise<void> {
    try {
      while (await this.advance.run());
      await this.endLeases.takeOn();
      await this.metrics.refresh();
      this.sleepUntil(await this.leases.nextDueAt(this.uow.reader));
    } catch (error) {
      this.logger.error({ err: error }, 'The lease keeper missed a turn.');
      this.sleepUntil(null);
    }
  }

  private sleepUntil(due: Date | null): void {
    if (this.stopped) return;
    const pause = due === null ? LONGEST_SLEEP : due.getTime() - this.clock.now().getTime();
    this.timer = setTimeout(() => this.wake(), Math.min(LONGEST_SLEEP, Math.max(pause, 0) + 1));
  }

  private async listen(url: Redacted<string>): Promise<void> {
    const client = new pg.Client({
      connectionString: url.reveal(),
      application_name: 'sallyport-lease-keeper',
    });
    client.on('notification', () => this.wake());
    client.on('error', (error) => this.listenAgain(url, error));
    this.listener = client;
    await client.connect();
    await client.query(`LISTEN ${LEASE_CHANNEL}`);
  }

  private listenAgain(url: Redacted<string>, error: unknown): void {
    if (this.stopped) return;
    this.logger.warn(
      { err: error },
      'The wake-up channel was lost; deadlines are kept by the timer meanwhile.',
    );
    setTimeout(() => {
      if (!this.stopped) this.listen(url).catch((again: unknown) => this.listenAgain(url, again));
    }, LONGEST_SLEEP).unref();
  }
}
