import { Injectable } from '@nestjs/common';
import { conflict, forbidden, invalid, known } from '../../kernel';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { AccessProfile } from '../catalog';
import { accountsOf, GrantRepository } from '../grants';
import {
  type ApprovalPlan,
  approvalPlan,
  conflictsToApprove,
  type Eligibility,
  eligibility,
  type LimitedRequest,
  type Organisation,
  type PersonFacts,
  type RequestInput,
  requestLimits,
  type SeparationConflict,
} from '../policy';
import type { AccessRequest } from './access-request';
import { ownRequestId } from './request-facts';
import { RequestProfiles } from './request-profiles';

/** Which of what is held has no say in it: what came of this very request, and what was approved to be held with it. */
interface RequestContext {
  readonly exceptRequestId: string | null;
  readonly conflicts: readonly SeparationConflict[];
}

/** What is asked for, with what is held as well. */
export type AcceptedRequest = LimitedRequest & Pick<AccessRequest, 'conflicts'>;

export interface Judged {
  /** With the extra approvals that are needed. */
  readonly profile: AccessProfile;
  readonly accepted: AcceptedRequest;
  readonly plan: ApprovalPlan;
}

/** Whether somebody may ask, and what they hold that an extra approver has to agree to. */
export interface Asking {
  readonly allowed: Eligibility;
  readonly conflicts: readonly SeparationConflict[];
}

export function askingWith(facts: Omit<Parameters<typeof eligibility>[0], 'approvedWith'>): Asking {
  const conflicts = conflictsToApprove(facts);
  const approvedWith = conflicts.map(({ profileId }) => profileId);
  return { allowed: eligibility({ ...facts, approvedWith }), conflicts };
}

/** The rules that a new or changed request must pass, with the facts they need. */
@Injectable()
export class RequestRules {
  constructor(
    private readonly grants: GrantRepository,
    private readonly profiles: RequestProfiles,
  ) {}

  /** Why this person may not have this profile now with what was approved to be held with it, or that they may. */
  async eligibilityOf(
    from: Reader,
    person: PersonFacts,
    profile: AccessProfile,
    organisation: Organisation,
    now: Date,
    { exceptRequestId = null, conflicts = [] }: Partial<RequestContext> = {},
  ): Promise<Eligibility> {
    const held = await this.grants.heldBy(from, accountsOf(person, organisation), exceptRequestId);
    const approvedWith = conflicts.map(({ profileId }) => profileId);
    return eligibility({ person, profile: profile.rules, held, organisation, now, approvedWith });
  }

  /** The same for somebody who asks, and is told of what they hold that an extra approver has to agree to. */
  async asking(
    from: Reader,
    person: PersonFacts,
    profile: AccessProfile,
    organisation: Organisation,
    now: Date,
    exceptRequestId: string | null = null,
  ): Promise<Asking> {
    const held = await this.grants.heldBy(from, accountsOf(person, organisation), exceptRequestId);
    return askingWith({ person, profile: profile.rules, held, organisation, now });
  }

  /** Was the requester given something since which nobody may hold with it unless an extra approver agrees? */
  async hasConflictSince(
    from: Reader,
    request: AccessRequest,
    profile: AccessProfile,
    organisation: Organisation,
    now: Date,
  ): Promise<boolean> {
    const requester = known(organisation.person(request.requesterId), 'A person');
    const own = ownRequestId(request);
    const { conflicts } = await this.asking(from, requester, profile, organisation, now, own);
    return conflicts.some(
      ({ profileId }) => !request.conflicts.some((shown) => shown.profileId === profileId),
    );
  }

  /** Throws unless the person is eligible, within limits, and there is somebody who can approve. */
  async assertAcceptable(
    tx: Tx,
    person: PersonFacts,
    profile: AccessProfile,
    organisation: Organisation,
    input: RequestInput,
    requestId: string,
  ): Promise<Judged> {
    const { allowed, conflicts } = await this.asking(tx, person, profile, organisation, tx.now, requestId);
    if (!allowed.eligible) {
      const reasons = allowed.reasons.map(({ code, sentence }) => ({ code, sentence }));
      throw forbidden('requests.not_eligible', known(allowed.reasons.at(0), 'The reason').sentence, {
        reasons,
      });
    }
    const limits = requestLimits(profile.rules, input, tx.now);
    if (!limits.within) {
      const errors = limits.faults.map(({ field, code, sentence }) => ({
        path: field,
        code,
        message: sentence,
      }));
      throw invalid('requests.outside_limits', known(limits.faults.at(0), 'The fault').sentence, {
        errors,
      });
    }
    const extended = await this.profiles.extended(tx, profile, conflicts);
    const plan = approvalPlan(extended.rules, person, organisation);
    if (plan.impossible) throw conflict('requests.nobody_can_approve', plan.impossible.sentence);
    return { profile: extended, accepted: { ...limits.request, conflicts }, plan };
  }
}
