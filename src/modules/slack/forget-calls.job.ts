import { Injectable } from '@nestjs/common';
import { DAY, HOUR } from '../../kernel';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../platform/jobs/job';
import { BindingLinkRepository } from './binding/binding-link.repository';
import { UsedCalls } from './receiving/used-calls';

const BATCH = 5_000;

/** Forgets calls whose signature is too old to be taken again, and links of yesterday. */
@WorkerJob()
@Injectable()
export class ForgetCallsJob implements Job {
  readonly name = 'slack.forget_calls';
  readonly schedule = '41 * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: UsedCalls,
    private readonly links: BindingLinkRepository,
  ) {}

  async run(): Promise<void> {
    await this.allOlderThan(HOUR, (...batch) => this.calls.forget(...batch));
    await this.allOlderThan(DAY, (...batch) => this.links.forget(...batch));
  }

  private async allOlderThan(
    age: number,
    forget: (tx: Tx, before: Date, atMost: number) => Promise<number>,
  ): Promise<void> {
    let forgotten: number;
    do {
      forgotten = await this.uow.bookkeeping('slack.forget_calls: rows past their use', (tx) =>
        forget(tx, new Date(tx.now.getTime() - age), BATCH),
      );
    } while (forgotten === BATCH);
  }
}
