import { Injectable } from '@nestjs/common';
import { conflict, DAY, known, newId, rateLimited } from '../../kernel';
import { digestOf } from '../../platform/crypto/digest';
import type { Actor } from '../../platform/database/actor';
import { open, personal } from '../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { type AccessProfile, CatalogRepository, holdPolicy } from '../catalog';
import { DirectoryRepository } from '../directory';
import { accountsOf } from '../grants';
import type { LimitedRequest, RequestInput } from '../policy';
import type { AccessRequest } from './access-request';
import { AskApprovers } from './ask-approvers';
import { requestDigest } from './request-digest';
import { requestEvent } from './request-events';
import { RequestRepository } from './request.repository';
import { RequestRules } from './request-rules';

/** Nobody reads the fourth request of one person with the same care as the first. */
export const MOST_OPEN_REQUESTS = 3;
/** Unanswered for this long, a request lapses: silence is never a yes. */
export const WAITS_FOR = DAY;

export interface Submission extends RequestInput {
  readonly profileKey: string;
  readonly idempotencyKey: string | null;
}

@Injectable()
export class SubmitRequest {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly rules: RequestRules,
    private readonly askApprovers: AskApprovers,
  ) {}

  /** Answers the request's id; the same idempotency key answers the same id and does nothing twice (I14). */
  submit(actor: Actor, principal: Principal, submission: Submission): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      await holdPolicy(tx);
      await this.requests.lockHuman(tx, principal.personId);
      const { idempotencyKey } = submission;
      const digest = submissionDigest(submission);
      const earlier = await this.earlierOf(tx, principal.personId, idempotencyKey);
      if (earlier) return sameSubmission(earlier, digest);
      const profile = await this.catalog.profileByKey(tx, submission.profileKey);
      const organisation = await this.directory.organisation(tx);
      const person = known(organisation.person(principal.personId), 'A person');
      await this.assertFewOpen(tx, accountsOf(person, organisation));
      const id = newId();
      const { accepted, plan } = await this.rules.assertAcceptable(
        tx,
        person,
        profile,
        organisation,
        submission,
        id,
      );
      const request = newRequest(tx.now, id, person.id, profile, accepted);
      await this.requests.insert(tx, request, { idempotencyKey, digest });
      await this.askApprovers.ask(tx, request, plan);
      tx.record(
        requestEvent('requests.submitted', request, {
          ...whatIsAsked(request),
          asked: open(plan.candidates.length),
        }),
      );
      return id;
    });
  }

  private earlierOf(tx: Tx, requesterId: string, key: string | null): Promise<Earlier | undefined> {
    return key === null ? Promise.resolve(undefined) : this.requests.findSubmission(tx, requesterId, key);
  }

  private async assertFewOpen(tx: Tx, accounts: readonly string[]): Promise<void> {
    if ((await this.requests.countPendingOf(tx, accounts)) < MOST_OPEN_REQUESTS) return;
    throw rateLimited(
      'requests.too_many_open',
      `You have ${MOST_OPEN_REQUESTS} requests waiting. Withdraw one, or wait until one is decided.`,
    );
  }
}

interface Earlier {
  readonly requestId: string;
  readonly digest: string | null;
}

/** Of all that was sent, as it was sent: what became of the request since, and today's defaults, change nothing in it. */
const submissionDigest = ({ idempotencyKey: _, startsAt, ...sent }: Submission): string =>
  digestOf({ ...sent, startsAt: startsAt?.toISOString() ?? null });

function sameSubmission(earlier: Earlier, digest: string): string {
  if (earlier.digest === digest) return earlier.requestId;
  throw conflict('requests.idempotency_key_reused', 'This idempotency key was used for another request.');
}

function newRequest(
  now: Date,
  id: string,
  requesterId: string,
  profile: AccessProfile,
  accepted: LimitedRequest,
): AccessRequest {
  const request = { id, version: 1, requesterId, profileId: profile.id, ...accepted };
  return {
    ...request,
    digest: requestDigest(request, profile),
    state: 'pending',
    decidedAt: null,
    lapsesAt: new Date(now.getTime() + WAITS_FOR),
    createdAt: now,
    extension: null,
    closedBecause: null,
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
});
