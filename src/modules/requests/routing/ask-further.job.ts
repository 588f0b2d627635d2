import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import type { AccessRequest } from '../access-request';
import { stillOpened } from '../opened-stages';
import { AskApprovers } from './ask-approvers';
import { furtherAskedEvent, furtherAskedEvents } from '../request-events';
import { RequestProfiles } from '../request-profiles';
import { RequestRepository } from '../request.repository';
import { StageRepository } from '../stage.repository';

const ASK_FURTHER = systemActor('requests.ask-further');
const BATCH = 100;

/** Puts requests to further people where time alone brings them in: a stage that nobody answered, somebody who is away. */
@WorkerJob()
@Injectable()
export class AskFurtherJob implements Job {
  readonly name = 'requests.ask-further';
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly stages: StageRepository,
    private readonly profiles: RequestProfiles,
    private readonly directory: DirectoryRepository,
    private readonly askApprovers: AskApprovers,
  ) {}

  async run(): Promise<void> {
    let last: string | null = null;
    do last = await this.batchAfter(last);
    while (last !== null);
  }

  /** Answers after which request to go on; null once all were seen. */
  private batchAfter(after: string | null): Promise<string | null> {
    return this.uow.run(ASK_FURTHER, async (tx) => {
      await holdPolicy(tx);
      const due = await this.requests.lockToAskFurther(tx, after, BATCH);
      for (const request of due) await this.askFurther(tx, request);
      return due.length === BATCH ? (due.at(-1)?.id ?? null) : null;
    });
  }

  private async askFurther(tx: Tx, request: AccessRequest): Promise<void> {
    const profile = await this.profiles.of(tx, request);
    const organisation = await this.directory.organisation(tx);
    const opened = stillOpened(await this.stages.ofVersion(tx, request), profile);
    const escalated = await this.stages.escalateDue(
      tx,
      request,
      opened.map(({ stage }) => stage),
    );
    const { asked } = await this.askApprovers.ask(tx, request, profile, organisation);
    for (const stage of escalated) {
      const further = asked.filter((candidate) => candidate.stage === stage);
      tx.record(furtherAskedEvent(request, 'escalation', stage, further));
    }
    const others = asked.filter(({ stage }) => !escalated.includes(stage));
    for (const event of furtherAskedEvents(request, 'absence', others)) tx.record(event);
  }
}
