import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { requestEvent } from '../request-events';
import { RequestRepository } from '../request.repository';

const LAPSE = systemActor('requests.lapse');
const BATCH = 100;

/** Closes requests that nobody decided in time. A decision after that moment is refused by its own check, not by this job. */
@WorkerJob()
@Injectable()
export class LapseRequestsJob implements Job {
  readonly name = 'requests.lapse';
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
  ) {}

  async run(): Promise<void> {
    let lapsed: number;
    do {
      lapsed = await this.uow.run(LAPSE, async (tx) => {
        const due = await this.requests.lockLapsed(tx, BATCH);
        for (const request of due) {
          await this.requests.close(tx, request, 'lapse');
          tx.record(requestEvent('requests.lapsed', request, { lapsesAt: open(request.lapsesAt) }));
        }
        return due.length;
      });
    } while (lapsed === BATCH);
  }
}
