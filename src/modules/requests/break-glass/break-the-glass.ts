import { Injectable } from '@nestjs/common';
import { addSeconds, conflict, DomainError, forbidden, invalid, known, newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open, personal } from '../../../platform/database/audit-event';
import { digestOf } from '../../../platform/crypto/digest';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { type AccessProfile, CatalogRepository, holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { CreateGrant, type GrantTerms, Halts, scopeDigest } from '../../grants';
import { type ConsumedStepUp, StepUpService } from '../../identity';
import {
  BREAK_GLASS_REVIEWED_WITHIN,
  breakGlassRefusal,
  closedReason,
  humanOf,
  type LimitedRequest,
  type PersonFacts,
  requestLimits,
  stepUpLimit,
} from '../../policy';
import type { AccessRequest } from '../access-request';
import { requestDigest } from '../request-digest';
import { RequestRepository } from '../request.repository';
import { RequestRules } from '../request-rules';
import { breakGlassEvent } from './break-glass-events';
import { BreakGlassRepository, reviewPending } from './break-glass.repository';

export interface BreakGlassInput {
  readonly profileKey: string;
  readonly reason: string;
  readonly durationSeconds: number;
  readonly stepUpToken: string | undefined;
}

/** An emergency is now: what is not taken into use within this time was none. */
const CLAIMED_WITHIN = 900;

/**
 * Access without an approval, for the circle and for profiles whose policy says so. Everything else holds as ever:
 * eligibility, halts, separation of duties. A passkey signs it, everybody concerned hears of it, and until somebody else
 * has reviewed it there is no second time. What it makes is an access request, so that claim, lease, end and proof are
 * those of every grant.
 */
@Injectable()
export class BreakTheGlass {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly breakGlass: BreakGlassRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly rules: RequestRules,
    private readonly halts: Halts,
    private readonly stepUps: StepUpService,
    private readonly createGrant: CreateGrant,
  ) {}

  /** Answers the id of the request that it made. */
  async open(actor: Actor, principal: Principal, input: BreakGlassInput): Promise<string> {
    try {
      return await this.uow.run(actor, (tx) => this.openWithin(tx, principal, input));
    } catch (error) {
      await this.recordRefusal(actor, principal, error);
      throw error;
    }
  }

  private async openWithin(tx: Tx, principal: Principal, input: BreakGlassInput): Promise<string> {
    await holdPolicy(tx);
    await this.requests.lockHuman(tx, principal.personId);
    const profile = await this.catalog.profileByKey(tx, input.profileKey);
    const person = await this.assertMayOpen(tx, principal, profile);
    const limited = limitedTo(profile, input, tx.now);
    const stepUp = await this.stepUps.consume(tx, principal, input.stepUpToken, {
      action: 'requests.break-glass',
      subjectId: profile.id,
      digest: breakGlassDigest(person.id, profile, limited),
      maxAgeSeconds: stepUpLimit(profile.rules),
      privileged: true,
      factor: 'passkey',
    });
    const request = requestFor(person, profile, limited, tx.now);
    await this.requests.insert(tx, request, { idempotencyKey: null, digest: request.digest });
    await this.requests.close(tx, request, 'approve');
    await this.putDown(tx, person, request, stepUp);
    await this.createGrant.create(tx, grantTerms(request, profile));
    return request.id;
  }

  private async assertMayOpen(tx: Tx, { personId }: Principal, profile: AccessProfile): Promise<PersonFacts> {
    const organisation = await this.directory.organisation(tx);
    const person = known(organisation.person(personId), 'A person');
    const refusal = breakGlassRefusal(person, profile.rules);
    if (refusal) throw forbidden(refusal.code, refusal.sentence);
    if (await this.breakGlass.unreviewedOf(tx, humanOf(person))) throw reviewPending();
    // Before the limits, which would advise another start; an emergency has none.
    const closed = closedReason(profile.name, profile.rules.useHours, tx.now);
    if (closed) throw conflict(closed.code, closed.sentence);
    await this.halts.assertNone(tx, person.id, profile.id);
    const allowed = await this.rules.eligibilityOf(tx, person, profile, organisation, tx.now);
    if (allowed.eligible) return person;
    throw forbidden('requests.not_eligible', known(allowed.reasons.at(0), 'The reason').sentence);
  }

  private async putDown(
    tx: Tx,
    person: PersonFacts,
    request: AccessRequest,
    { id: stepUpId, factor, verifiedAt }: ConsumedStepUp,
  ): Promise<void> {
    const opened = {
      id: newId(),
      requestId: request.id,
      personId: person.id,
      profileId: request.profileId,
      openedAt: tx.now,
      reviewDueAt: addSeconds(tx.now, BREAK_GLASS_REVIEWED_WITHIN),
    };
    await this.breakGlass.insert(tx, { ...opened, humanId: humanOf(person), stepUpId, factor });
    tx.record(
      breakGlassEvent('requests.break_glass_opened', opened, 'alert', {
        durationSeconds: open(request.durationSeconds),
        reason: personal(person.id, request.justification),
        digest: open(request.digest),
        factor: open(factor),
        stepUpId: open(stepUpId),
        factorVerifiedAt: open(verifiedAt),
        reviewDueAt: open(opened.reviewDueAt),
      }),
    );
  }

  /** Somebody who tries the glass is of interest whatever came of it; a missing second factor is the first half of a try. */
  private async recordRefusal(actor: Actor, { personId }: Principal, error: unknown): Promise<void> {
    if (!(error instanceof DomainError) || ['unauthenticated', 'notFound', 'invalid'].includes(error.kind))
      return;
    const { code } = error;
    await this.uow.record(actor, {
      type: 'requests.break_glass_refused',
      subject: { kind: 'person', id: personId },
      severity: 'notice',
      data: { code: open(code) },
    });
  }
}

function requestFor(
  person: PersonFacts,
  profile: AccessProfile,
  limited: LimitedRequest,
  now: Date,
): AccessRequest {
  const asked = {
    id: newId(),
    version: 1,
    requesterId: person.id,
    profileId: profile.id,
    ...limited,
    extension: null,
    conflicts: [],
  };
  return {
    ...asked,
    digest: requestDigest(asked, profile),
    state: 'pending',
    decidedAt: null,
    closedBecause: null,
    lapsesAt: now,
    createdAt: now,
  };
}

/** Nothing can be added to it: its maximum is what it was opened for. */
function grantTerms(request: AccessRequest, profile: AccessProfile): GrantTerms {
  const { rules } = profile;
  const duration = { ...rules.duration, maximum: request.durationSeconds };
  const claimWindow = Math.min(rules.claimWindow, CLAIMED_WITHIN);
  return {
    requestId: request.id,
    requestVersion: request.version,
    requestDigest: request.digest,
    personId: request.requesterId,
    profile: { ...profile, rules: { ...rules, duration, claimWindow } },
    durationSeconds: request.durationSeconds,
    startsAt: null,
    approvalIds: [],
    breakGlass: true,
  };
}

/** What is signed: who, which rights, how long, why. */
const breakGlassDigest = (
  personId: string,
  profile: AccessProfile,
  { durationSeconds, justification }: LimitedRequest,
): string =>
  digestOf({
    action: 'requests.break-glass',
    personId,
    profileId: profile.id,
    scope: scopeDigest(profile),
    durationSeconds,
    reason: justification,
  });

function limitedTo(profile: AccessProfile, input: BreakGlassInput, now: Date): LimitedRequest {
  const { rules } = profile;
  const maximum = rules.breakGlass?.maximum ?? 0;
  const duration = { ...rules.duration, default: maximum, maximum };
  const limits = requestLimits(
    { ...rules, duration, startAhead: 0, ticket: null },
    { justification: input.reason, ticket: null, durationSeconds: input.durationSeconds, startsAt: null },
    now,
  );
  if (limits.within) return limits.request;
  const errors = limits.faults.map(({ field, code, sentence }) => ({
    path: field === 'justification' ? 'reason' : field,
    code,
    message: sentence,
  }));
  throw invalid('requests.outside_limits', known(limits.faults.at(0), 'The fault').sentence, { errors });
}
