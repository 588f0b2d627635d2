import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { firstMonthKept } from '../../audit';
import { PolicyChangeRepository } from './policy-change.repository';

/** Changes of one transaction; there are few. */
const BATCH = 500;

/** Settled changes of the rules are kept as long as the record that tells of them, and then forgotten with their approvals. */
@WorkerJob()
@Injectable()
export class ForgetChangesJob implements Job {
  readonly name = 'policy.forget_changes';
  readonly schedule = '37 3 * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly changes: PolicyChangeRepository,
  ) {}

  async run(): Promise<void> {
    let forgotten: number;
    do {
      forgotten = await this.uow.bookkeeping('policy.forget_changes: settled long ago', (tx) =>
        this.changes.forgetSettled(tx, firstMonthKept(tx.now), BATCH),
      );
    } while (forgotten === BATCH);
  }
}
