import { Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { breakGlassEvent } from './break-glass-events';
import { BreakGlassRepository } from './break-glass.repository';

const REMINDER = systemActor('requests.break_glass_review');

/** An alert when a review is late, and one every day until it is done. */
@WorkerJob()
@Injectable()
export class RemindOfReviewJob implements Job {
  readonly name = 'requests.break_glass_review';
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly breakGlass: BreakGlassRepository,
  ) {}

  async run(): Promise<void> {
    await this.uow.run(REMINDER, async (tx) => {
      for (const used of await this.breakGlass.lockOverdue(tx, new Date(tx.now.getTime() - DAY))) {
        await this.breakGlass.markReminded(tx, used.id);
        tx.record(
          breakGlassEvent('requests.break_glass_overdue', used, 'alert', {
            reviewDueAt: open(used.reviewDueAt),
          }),
        );
      }
    });
  }
}
