import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { DATABASE_LOGINS, type DatabaseLogins } from '../../../platform/database/database-logins';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { AdvanceByClock } from './advance-by-clock';
import { EndListedGrants } from '../end-everything/end-listed-grants';
import { EndLeasesJob } from '../ending/end-leases.job';
import { ExtendLeasesJob } from '../extending/extend-leases.job';
import { LONGEST_SLEEP } from './lease-channel';
import { LeaseMetrics } from '../lease-metrics';
import { LeaseRepository } from '../lease.repository';
import { WakeUpListener } from './wake-up-listener';

/** After a turn with nothing to do though something is due: another process has it in hand, or it is set aside. */
const BREATH = 100;

/**
 * The clockwork of a worker process: sleeps until the next deadline, or until somebody notifies that something has to end
 * now. Deadlines are kept to the millisecond by a timer, not by polling a job queue.
 */
@Injectable()
export class LeaseKeeper {
  private timer: NodeJS.Timeout | undefined;
  private listener: WakeUpListener | undefined;
  private turning: Promise<void> | undefined;
  private stopped = true;
  private wokenMeanwhile = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: LeaseRepository,
    private readonly advance: AdvanceByClock,
    private readonly endListed: EndListedGrants,
    private readonly endLeases: EndLeasesJob,
    private readonly extendLeases: ExtendLeasesJob,
    private readonly metrics: LeaseMetrics,
    @Inject(DATABASE_LOGINS) private readonly logins: DatabaseLogins,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    this.stopped = false;
    this.listener = new WakeUpListener(this.logins.app, () => this.wake(), this.logger);
    await this.listener.start();
    this.wake();
  }

  /** Finishes what is in hand; the rest is another process's, or the next start's. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.listener?.stop();
    await this.turning;
    await Promise.all([this.endLeases.stop(), this.extendLeases.stop()]);
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

  /** Whatever fails in one part of it, what has to end is still taken on. */
  private async turn(): Promise<void> {
    let busy = await this.tried(this.advanceAll(), false);
    // One batch a turn: whatever is ended in bulk, deadlines are looked at in between.
    const listed = await this.tried(this.endListed.run(), { settled: 0, more: false });
    busy ||= listed.settled > 0;
    busy = (await this.tried(this.endLeases.takeOn(), 0)) > 0 || busy;
    busy = (await this.tried(this.extendLeases.takeOn(), 0)) > 0 || busy;
    await this.tried(this.metrics.refresh(), undefined);
    const full = { toEnd: this.endLeases.fullSystems, toExtend: this.extendLeases.fullSystems };
    const due = await this.tried(this.leases.nextDueAt(this.uow.reader, full), null);
    this.sleepUntil(listed.more ? this.clock.now() : due, busy ? 0 : BREATH);
  }

  /** Deadlines come in crowds: the first of one are cut while the last are still being written down. */
  private async advanceAll(): Promise<boolean> {
    for (let any = false; ; any = true) {
      const { advanced, more } = await this.advance.run();
      if (advanced === 0) return any;
      await this.endLeases.takeOn();
      if (!more) return true;
    }
  }

  private async tried<T>(part: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await part;
    } catch (error) {
      this.logger.error({ err: error }, 'The lease keeper missed a part of its turn.');
      return otherwise;
    }
  }

  private sleepUntil(due: Date | null, atLeast: number): void {
    if (this.stopped) return;
    const pause = due === null ? LONGEST_SLEEP : due.getTime() - this.clock.now().getTime() + 1;
    this.timer = setTimeout(() => this.wake(), Math.min(LONGEST_SLEEP, Math.max(pause, atLeast)));
  }
}
