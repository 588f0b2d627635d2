import { type Budget, fullBudget, givenBack, replenished, spent, waitFor } from './budget';
import type { Clock } from './clock';

/** How much one process remembers; whoever came longest ago is forgotten first. */
const REMEMBERED_AT_MOST = 10_000;

/**
 * What each of many has left to get wrong. Each process counts for itself: such a limit is there to bound, not to be exact.
 */
export class Budgets {
  private readonly kept = new Map<string, Budget>();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds to wait; 0 when there was something left and one is taken. */
  take(whose: string): number {
    const budget = this.of(whose);
    const wait = waitFor(budget);
    this.keep(whose, wait > 0 ? budget : spent(budget));
    return wait;
  }

  giveBack(whose: string): void {
    this.keep(whose, givenBack(this.of(whose)));
  }

  private of(whose: string): Budget {
    const now = this.clock.now();
    const kept = this.kept.get(whose);
    return kept ? replenished(kept, now) : fullBudget(now);
  }

  private keep(whose: string, budget: Budget): void {
    this.kept.delete(whose);
    this.kept.set(whose, budget);
    if (this.kept.size <= REMEMBERED_AT_MOST) return;
    const [oldest] = this.kept.keys();
    this.kept.delete(oldest);
  }
}
