import { setTimeout as delay } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { MINUTE, SECOND, type Clock, type Redacted } from '../../../kernel';
import type { Logger } from '../../../platform/telemetry/logger';
import { SigningRefused, type CheckpointSigner } from './checkpoint-signer';
import * as instruments from '../instruments';
import { SealingSession } from './sealing-session';

const HOUR = 60 * MINUTE;

export interface SealerPace {
  /** Events numbered by one transaction. */
  readonly batch: number;
  /** Between two looks when nothing waits. */
  readonly idle: number;
  /** Between two tries to become the sealer, and after a failure. */
  readonly retry: number;
  /** Between two checkpoints while there is news. */
  readonly news: number;
  /** A checkpoint is signed anew after this long without news, so that an auditor can ask for a fresh one. */
  readonly heartbeat: number;
  /** What stop() waits for a statement that is under way. */
  readonly grace: number;
}

const PACE: SealerPace = {
  batch: 2_000,
  idle: SECOND / 5,
  retry: SECOND,
  news: SECOND,
  heartbeat: 15 * MINUTE,
  grace: 3 * SECOND,
};

export interface SealerOptions {
  readonly url: Redacted<string>;
  readonly signer: CheckpointSigner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pace?: Partial<SealerPace>;
}

/** `standby`: another process seals. `refused`: the signer will not vouch for this database. */
export type SealerState = 'stopped' | 'standby' | 'sealing' | 'refused' | 'failing';

/**
 * Numbers and signs events for as long as it runs, in one process of all that share the database.
 * Whatever fails, it starts over from what the database and the signer's memory say.
 */
export class Sealer {
  private readonly pace: SealerPace;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private current: SealerState = 'stopped';
  private refusal: SigningRefused | undefined;
  private signedAt = -Infinity;
  private monthsPreparedAt = -Infinity;

  constructor(private readonly options: SealerOptions) {
    this.pace = { ...PACE, ...options.pace };
  }

  get state(): SealerState {
    return this.current;
  }

  get refusedBecause(): SigningRefused | undefined {
    return this.refusal;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Seals and signs what is there, then gives the lock back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.reign().catch((error: unknown) => {
        this.tell(error);
      });
      await this.pause(this.pace.retry);
    }
    this.enter('stopped');
  }

  private async reign(): Promise<void> {
    const { url, signer, clock } = this.options;
    const session = await SealingSession.open(url, signer, clock.now());
    if (!session) {
      this.enter('standby');
      return;
    }
    const deadline = this.cutAfterGrace(session);
    // The first look of a reign signs: an earlier one may have signed what it could not publish any more.
    this.signedAt = -Infinity;
    try {
      this.enter('sealing');
      await this.seal(session);
    } finally {
      deadline();
      await session.close();
    }
  }

  private async seal(session: SealingSession): Promise<void> {
    for (;;) {
      const last = this.stopping.signal.aborted;
      await this.prepareMonths(session);
      const { count, oldest } = await session.seal(this.pace.batch, this.options.clock.now());
      if (oldest) instruments.sealed(count, this.options.clock.now().getTime() - oldest.getTime());
      if (this.mustSign(session, last)) await this.sign(session);
      if (last) return;
      if (count < this.pace.batch) await this.pause(this.pace.idle);
    }
  }

  private mustSign(session: SealingSession, last: boolean): boolean {
    const signed = this.options.signer.lastSigned;
    const since = performance.now() - this.signedAt;
    if (session.size > (signed?.size ?? 0)) return last || since >= this.pace.news;
    return signed !== undefined && !last && since >= this.pace.heartbeat;
  }

  private async sign(session: SealingSession): Promise<void> {
    await session.sign(this.options.clock.now());
    this.signedAt = performance.now();
    instruments.signed(session.size);
  }

  /** Never the reason that nothing is sealed: what has no month of its own has the partition for all others. */
  private async prepareMonths(session: SealingSession): Promise<void> {
    if (performance.now() - this.monthsPreparedAt < HOUR) return;
    this.monthsPreparedAt = performance.now();
    await session.prepareMonths(this.options.clock.now()).catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'The partitions of the coming months could not be made yet.');
    });
  }

  private tell(error: unknown): void {
    if (error instanceof SigningRefused) {
      if (this.refusal?.reason !== error.reason) {
        const { reason } = error;
        this.options.logger.error(
          { err: error, reason },
          'ALERT: the audit signer refuses to sign this database.',
        );
      }
      this.enter('refused', error);
      return;
    }
    if (this.current !== 'failing') {
      this.options.logger.warn({ err: error }, 'The audit sealer lost its database and tries again.');
    }
    this.enter('failing');
  }

  private enter(state: SealerState, refusal?: SigningRefused): void {
    this.current = state;
    this.refusal = refusal;
    instruments.refused(refusal !== undefined);
  }

  /** A server that is frozen must not keep this process from ending. Returns what calls the cut off. */
  private cutAfterGrace(session: SealingSession): () => void {
    let timer: NodeJS.Timeout | undefined;
    const cut = (): void => {
      timer = setTimeout(() => {
        session.abandon();
      }, this.pace.grace);
    };
    this.stopping.signal.addEventListener('abort', cut, { once: true });
    return () => {
      clearTimeout(timer);
      this.stopping.signal.removeEventListener('abort', cut);
    };
  }

  private async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
