import { Inject, Injectable } from '@nestjs/common';
import { Budgets, type Clock, DomainError, rateLimited, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';

/** How many decisions of one person may be refused: each stays in the trail for good, and some of them are an alert. */
@Injectable()
export class DecisionLimit {
  private readonly budgets: Budgets;

  constructor(@Inject(CLOCK) clock: Clock) {
    this.budgets = new Budgets(clock);
  }

  /** Taken before anything is looked at, and given back unless the decision was refused. */
  async around(personId: string, decide: () => Promise<void>): Promise<void> {
    const wait = this.budgets.take(personId);
    if (wait > 0) throw tooManyRefused(wait);
    try {
      await decide();
    } catch (error) {
      if (!(error instanceof DomainError)) this.budgets.giveBack(personId);
      throw error;
    }
    this.budgets.giveBack(personId);
  }
}

const tooManyRefused = (wait: number): DomainError =>
  rateLimited(
    'requests.too_many_refused',
    'Too many of your decisions were refused. Wait a moment, read the request again and decide once.',
    { retryAfterSeconds: Math.max(1, Math.ceil(wait / SECOND)) },
  );
