import { Inject, Injectable } from '@nestjs/common';
import { Budgets, type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { SlackWorkspace } from '../../catalog';

/**
 * How many refused calls of one workspace go on record: whoever has its signing secret makes as many as they like, each
 * stays in the trail for good, and the first of them is alert enough. What goes beyond is counted, and stands in the next
 * event that is written.
 */
@Injectable()
export class RefusedCalls {
  private readonly budgets: Budgets;
  private readonly unrecorded = new Map<string, number>();

  constructor(@Inject(CLOCK) clock: Clock) {
    this.budgets = new Budgets(clock);
  }

  /** How many were left out since the last one on record; undefined where this one is to be left out too. */
  take({ id }: SlackWorkspace): number | undefined {
    const before = this.unrecorded.get(id) ?? 0;
    const isOver = this.budgets.take(id) > 0;
    this.unrecorded.set(id, isOver ? before + 1 : 0);
    return isOver ? undefined : before;
  }
}
