import { Injectable } from '@nestjs/common';
import { conflict, forbidden, invalid, known } from '../../kernel';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { AccessProfile } from '../catalog';
import { accountsOf, GrantRepository } from '../grants';
import {
  type ApprovalPlan,
  approvalPlan,
  type Eligibility,
  eligibility,
  type LimitedRequest,
  type Organisation,
  type PersonFacts,
  type RequestInput,
  requestLimits,
} from '../policy';

/** The rules that a new or changed request must pass, with the facts they need. */
@Injectable()
export class RequestRules {
  constructor(private readonly grants: GrantRepository) {}

  /** Why this person may not have this profile now, or that they may. */
  async eligibilityOf(
    from: Reader,
    person: PersonFacts,
    profile: AccessProfile,
    organisation: Organisation,
    now: Date,
    exceptRequestId: string | null = null,
  ): Promise<Eligibility> {
    const held = await this.grants.heldBy(from, accountsOf(person, organisation), exceptRequestId);
    return eligibility({ person, profile: profile.rules, held, organisation, now });
  }

  /** Throws unless the person is eligible, within limits, and there is somebody who can approve. */
  async assertAcceptable(
    tx: Tx,
    person: PersonFacts,
    profile: AccessProfile,
    organisation: Organisation,
    input: RequestInput,
    requestId: string,
  ): Promise<{ accepted: LimitedRequest; plan: ApprovalPlan }> {
    const allowed = await this.eligibilityOf(tx, person, profile, organisation, tx.now, requestId);
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
    const plan = approvalPlan(profile.rules, person, organisation);
    if (plan.impossible) throw conflict('requests.nobody_can_approve', plan.impossible.sentence);
    return { accepted: limits.request, plan };
  }
}
