import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { GrantObservers } from '../../grants';
import type { AccessRequest } from '../access-request';
import { AskApprovers, standingBy } from './ask-approvers';
import { CloseBaselessRequests } from '../closing/close-baseless-requests';
import { requestDigest } from '../request-digest';
import { furtherAskedEvent, furtherAskedEvents } from '../request-events';
import { RequestProfiles } from '../request-profiles';
import { RequestRepository } from '../request.repository';

export const ASK_NEW_APPROVERS = 'requests.ask_new_approvers';

const ACTOR = systemActor(ASK_NEW_APPROVERS);
const BATCH = 100;

/**
 * After the rules or the people changed: puts what waits to whoever may decide on it now and was not asked, and closes what
 * nobody has to decide on any more. Not in the transaction of the change, which locks grants and must not wait for requests.
 */
@WorkerJob()
@Injectable()
export class AskNewApproversJob implements Job, OnModuleInit {
  readonly name = ASK_NEW_APPROVERS;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly observers: GrantObservers,
    private readonly requests: RequestRepository,
    private readonly profiles: RequestProfiles,
    private readonly directory: DirectoryRepository,
    private readonly askApprovers: AskApprovers,
    private readonly closeBaseless: CloseBaselessRequests,
  ) {}

  onModuleInit(): void {
    this.observers.whenPolicyChanges((tx) => tx.enqueue(ASK_NEW_APPROVERS, {}, { key: ASK_NEW_APPROVERS }));
  }

  async run(): Promise<void> {
    let last: string | null = null;
    do last = await this.batchAfter(last);
    while (last !== null);
  }

  /** Answers after which request to go on; null once all were seen. */
  private batchAfter(after: string | null): Promise<string | null> {
    return this.uow.run(ACTOR, async (tx) => {
      await holdPolicy(tx);
      const waiting = await this.requests.lockWaiting(tx, after, BATCH);
      for (const request of waiting) await this.askNew(tx, request);
      return waiting.length === BATCH ? (waiting.at(-1)?.id ?? null) : null;
    });
  }

  private async askNew(tx: Tx, request: AccessRequest): Promise<void> {
    const profile = await this.profiles.of(tx, request);
    // What nobody can approve as it is, is put to nobody: its requester has to send it anew.
    if (requestDigest(request, profile) !== request.digest) return;
    const organisation = await this.directory.organisation(tx);
    const facts = await this.askApprovers.factsOf(tx, { request, profile, organisation });
    const { complete, plan } = standingBy(facts);
    if (complete || plan.byPolicy !== null) return this.closeBaseless.ofChangedRules(tx, request);
    const { asked, opened } = await this.askApprovers.askBy(tx, facts);
    for (const event of furtherAskedEvents(request, 'policy', asked)) tx.record(event);
    // A stage that the new rules bring may be for people who were all asked already.
    for (const stage of opened)
      if (!asked.some((candidate) => candidate.stage === stage))
        tx.record(furtherAskedEvent(request, 'policy', stage, []));
  }
}
