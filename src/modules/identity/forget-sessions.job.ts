import { Injectable } from '@nestjs/common';
import { DAY } from '../../kernel';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../platform/jobs/job';
import { AttemptWindows } from './attempt-window';
import { StepUpRepository } from './step-up.repository';
import { WebSessionRepository } from './web-session.repository';

/** How long somebody can still look up where they were signed in. The audit trail keeps its own record. */
const KEPT_FOR = 30 * DAY;
/** A step-up is worth nothing after five minutes; what it was used for keeps it. */
const UNUSED_STEP_UP_KEPT_FOR = DAY;

/** Forgets counts that count no more, step-ups that were never used, and from where people were signed in long ago. */
@WorkerJob()
@Injectable()
export class ForgetSessionsJob implements Job {
  readonly name = 'identity.forget_sessions';
  readonly schedule = '23 3 * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptWindows,
    private readonly sessions: WebSessionRepository,
    private readonly stepUps: StepUpRepository,
  ) {}

  run(): Promise<void> {
    return this.uow.bookkeeping('identity.forget_sessions: rows past their use', async (tx) => {
      const before = (age: number): Date => new Date(tx.now.getTime() - age);
      await this.attempts.forget(tx);
      await this.stepUps.forgetUnused(tx, before(UNUSED_STEP_UP_KEPT_FOR));
      await this.sessions.forget(tx, before(KEPT_FOR));
    });
  }
}
