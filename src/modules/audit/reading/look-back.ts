import { performance } from 'node:perf_hooks';
import { SECOND } from '../../../kernel';

/** Far longer than a transaction of the product stays open, so hardly an event commits with an older time than this. */
const LONG_TRANSACTION = 10 * SECOND;
/** Yet one may hang, or a clock go wrong: as often as this, everything that waits is looked for. */
const FULL_LOOK = 10 * SECOND;
/** Of the time, at most one part in so many goes into full looks. */
const RARELY = 20;

/**
 * How far back the sealer looks for events without an index.
 * While somebody holds an old snapshot (a backup does, for hours) PostgreSQL must keep an entry in the index of the
 * unsealed for every event sealed since, and a look from the beginning would read them all, several times a second.
 */
export class LookBack {
  private newest: Date | undefined;
  private nextFullLook = -Infinity;

  /** Undefined: all. */
  since(): Date | undefined {
    if (!this.newest || performance.now() >= this.nextFullLook) return undefined;
    return new Date(this.newest.getTime() - LONG_TRANSACTION);
  }

  /** @param milliseconds that a full look took */
  lookedAtAll(milliseconds: number): void {
    this.nextFullLook = performance.now() + Math.max(FULL_LOOK, milliseconds * RARELY);
  }

  /** @param recordedAt of an event that was sealed; one from the future must not hide those of today */
  sealed(recordedAt: Date, now: Date): void {
    const known = recordedAt < now ? recordedAt : now;
    if (!this.newest || known > this.newest) this.newest = known;
  }
}
