import { Injectable } from '@nestjs/common';
import { conflict, DAY, known, newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open, personal } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { accountsOf } from '../../grants';
import type { AccessRequest, Extension } from '../access-request';
import { AskApprovers } from '../routing/ask-approvers';
import { AskingLimits } from './asking-limits';
import { CarryOutRequest } from '../deciding/carry-out-request';
import { RaiseBurst } from './raise-burst';
import { requestDigest } from '../request-digest';
import { requestEvent } from '../request-events';
import type { Asker } from '../request-facts';
import { RequestRepository } from '../request.repository';
import type { Judged } from '../request-rules';

/** Unanswered for this long, a request lapses: silence is never a yes. */
const WAITS_FOR = DAY;

/** What was sent, whole, under which key. */
export interface Sent {
  readonly idempotencyKey: string | null;
  readonly digest: string;
}

/** What is asked for, within the rules, and who decides on it. */
export interface Acceptable extends Judged {
  readonly extension: Extension | null;
}

/** Takes a request in, whatever it asks for: once for each key, few at a time, and all who may approve it are asked. */
@Injectable()
export class TakeRequest {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly directory: DirectoryRepository,
    private readonly limits: AskingLimits,
    private readonly askApprovers: AskApprovers,
    private readonly raiseBurst: RaiseBurst,
    private readonly carryOut: CarryOutRequest,
  ) {}

  /** Answers the request's id; the same idempotency key answers the same id and does nothing twice (I14). */
  take(
    actor: Actor,
    { personId }: Pick<Principal, 'personId'>,
    sent: Sent,
    judge: (tx: Tx, asker: Asker, id: string) => Promise<Acceptable>,
  ): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      await holdPolicy(tx);
      await this.requests.lockHuman(tx, personId);
      const earlier = await this.earlierOf(tx, personId, sent.idempotencyKey);
      if (earlier) return sameSubmission(earlier, sent.digest);
      const organisation = await this.directory.organisation(tx);
      const person = known(organisation.person(personId), 'A person');
      const accounts = accountsOf(person, organisation);
      await this.limits.assertFewOpen(tx, accounts);
      const id = newId();
      const acceptable = await judge(tx, { person, organisation }, id);
      await this.assertTimeToAsk(tx, accounts, acceptable);
      const request = newRequest(tx.now, id, personId, acceptable);
      await this.requests.insert(tx, request, sent);
      const { asked: candidates } = await this.askApprovers.ask(
        tx,
        request,
        acceptable.profile,
        organisation,
      );
      const asked = open(candidates.length);
      tx.record(requestEvent('requests.submitted', request, { ...whatIsAsked(request), asked }));
      await this.raiseBurst.run(tx, request, accounts);
      const { plan, profile } = acceptable;
      if (plan.byPolicy !== null) await this.carryOut.byPolicy(tx, request, profile, plan.byPolicy);
      return id;
    });
  }

  private earlierOf(tx: Tx, requesterId: string, key: string | null): Promise<Earlier | undefined> {
    return key === null ? Promise.resolve(undefined) : this.requests.findSubmission(tx, requesterId, key);
  }

  /** More time for what one holds is asked for beside another request, once a grant. */
  private async assertTimeToAsk(
    tx: Tx,
    accounts: readonly string[],
    { profile, plan, extension }: Acceptable,
  ): Promise<void> {
    await this.limits.assertNotPaused(tx, accounts, profile);
    if (extension !== null) return;
    await this.limits.assertNotAskedAlready(tx, accounts, profile);
    if (plan.byPolicy !== null) await this.limits.assertFewGrants(tx, accounts, profile);
  }
}

interface Earlier {
  readonly requestId: string;
  readonly digest: string | null;
}

function sameSubmission(earlier: Earlier, digest: string): string {
  if (earlier.digest === digest) return earlier.requestId;
  throw conflict('requests.idempotency_key_reused', 'This idempotency key was used for another request.');
}

/** An extension that nobody has approved by the old end is too late. */
export const lapseOf = (extension: Extension | null, now: Date): Date => {
  const lapsesAt = new Date(now.getTime() + WAITS_FOR);
  return extension !== null && extension.from < lapsesAt ? extension.from : lapsesAt;
};

function newRequest(
  now: Date,
  id: string,
  requesterId: string,
  { profile, accepted, extension }: Acceptable,
): AccessRequest {
  const request = { id, version: 1, requesterId, profileId: profile.id, ...accepted, extension };
  return {
    ...request,
    digest: requestDigest(request, profile),
    state: 'pending',
    decidedAt: null,
    closedBecause: null,
    lapsesAt: lapseOf(extension, now),
    createdAt: now,
  };
}

/** The justification is the requester's own words, so it is theirs to have erased one day. */
export const whatIsAsked = (request: AccessRequest) => ({
  version: open(request.version),
  digest: open(request.digest),
  durationSeconds: open(request.durationSeconds),
  startsAt: open(request.startsAt),
  ticket: open(request.ticket),
  justification: personal(request.requesterId, request.justification),
  ...(request.conflicts.length > 0 && {
    heldTogetherWith: open(request.conflicts.map(({ profileId }) => profileId)),
  }),
});
