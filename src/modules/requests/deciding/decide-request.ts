import { Injectable } from '@nestjs/common';
import { conflict, DomainError, forbidden, known, newId } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { type AuditEventInput, open, personal } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { type AccessProfile, holdPolicy } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { type ApprovedGrant, GrantRepository, Halts } from '../../grants';
import { StepUpService } from '../../identity';
import {
  type ApprovalStanding,
  approvalStanding,
  EXTRA_APPROVAL_MISSING,
  mayApprove,
  mayDeny,
  type Organisation,
  type RequestFacts,
  type PersonFacts,
  standsInFor,
  stepUpLimit,
} from '../../policy';
import type { AccessRequest, DecisionRow } from '../access-request';
import { ApprovalLinks } from '../routing/approval-links';
import { ApprovalRepository } from '../approval.repository';
import { CarryOutRequest } from './carry-out-request';
import { ExtensionRules } from '../extension-rules';
import { DecisionLimit } from './decision-limit';
import { assertStillAsShown, conflictSince, type Decision, reasonOf } from './decision-rules';
import { AskApprovers } from '../routing/ask-approvers';
import { furtherAskedEvents, requestEvent } from '../request-events';
import { approvalsAmong, type GivenApproval, ownRequestId, requestFacts } from '../request-facts';
import { RequestProfiles } from '../request-profiles';
import { RequestRepository } from '../request.repository';
import { RequestRules } from '../request-rules';
import { escalatedAmong } from '../opened-stages';
import { StageRepository } from '../stage.repository';

export interface DecisionInput extends Decision {
  readonly requestId: string;
  readonly linkToken: string | null;
  readonly stepUpToken: string | undefined;
}

/** What a decision is about, by the facts of this moment. */
interface Case {
  readonly request: AccessRequest;
  /** What it extends. */
  readonly grant: ApprovedGrant | undefined;
  readonly profile: AccessProfile;
  readonly organisation: Organisation;
  readonly facts: RequestFacts;
  /** Every yes so far. */
  readonly given: readonly GivenApproval[];
}

type SignedDecision = DecisionRow & { readonly stepUpId: string };

/**
 * One approver's decision. The request is locked, so of two decisions at once the second sees the first; the second factor
 * is consumed in the same transaction and covers the digest of exactly what is decided (I1, I2).
 */
@Injectable()
export class DecideRequest {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly approvals: ApprovalRepository,
    private readonly stages: StageRepository,
    private readonly askApprovers: AskApprovers,
    private readonly profiles: RequestProfiles,
    private readonly directory: DirectoryRepository,
    private readonly rules: RequestRules,
    private readonly extensionRules: ExtensionRules,
    private readonly links: ApprovalLinks,
    private readonly limit: DecisionLimit,
    private readonly halts: Halts,
    private readonly stepUps: StepUpService,
    private readonly grants: GrantRepository,
    private readonly carryOut: CarryOutRequest,
  ) {}

  decide(actor: Actor, principal: Principal, input: DecisionInput): Promise<void> {
    return this.limit.around(principal.personId, () => this.decideOrRecord(actor, principal, input));
  }

  private async decideOrRecord(actor: Actor, principal: Principal, input: DecisionInput): Promise<void> {
    try {
      await this.uow.run(actor, (tx) => this.decideWithin(tx, principal, input));
    } catch (error) {
      await this.recordRefusal(actor, input, error);
      throw error;
    }
  }

  private async decideWithin(tx: Tx, principal: Principal, input: DecisionInput): Promise<void> {
    await holdPolicy(tx);
    const about = await this.open(tx, input.requestId);
    const { request, profile } = about;
    assertMayDecide(principal, about, input.decision, tx.now);
    assertStillAsShown(request, profile, input, tx.now);
    const reason = reasonOf(input);
    if (input.decision === 'approve') await this.assertApprovable(tx, about);
    if (input.linkToken !== null) await this.links.use(tx, request, principal.personId, input.linkToken);
    const decision = await this.sign(tx, principal, about, input, reason);
    if (input.decision === 'approve') await this.approve(tx, about, decision);
    else await this.deny(tx, about, decision);
  }

  private async open(tx: Tx, requestId: string): Promise<Case> {
    // Of two requests of one human being that are decided at once, the second sees what the first made them hold.
    await this.requests.lockRequester(tx, requestId);
    const { request, grant } = await this.requests.lockWithGrant(tx, requestId, this.grants);
    const profile = await this.profiles.of(tx, request);
    const organisation = await this.directory.organisation(tx);
    const escalated = escalatedAmong(await this.stages.ofVersion(tx, request), profile);
    const facts = requestFacts(request, profile, organisation, escalated);
    const given = approvalsAmong(await this.approvals.decisionsOf(tx, [request.id]));
    return { request, grant, profile, organisation, facts, given };
  }

  private async assertApprovable(tx: Tx, about: Case): Promise<void> {
    const { request, grant, profile } = about;
    await this.halts.assertNone(tx, request.requesterId, request.profileId);
    await this.assertRequesterStillEligible(tx, about);
    if (!grant) return;
    await this.halts.assertMayIssue(tx, grant);
    await this.extensionRules.assertPossible(tx, grant, profile, request);
  }

  private async assertRequesterStillEligible(
    tx: Tx,
    { request, profile, organisation }: Case,
  ): Promise<void> {
    const requester = known(organisation.person(request.requesterId), 'A person');
    const allowed = await this.rules.eligibilityOf(tx, requester, profile, organisation, tx.now, {
      exceptRequestId: ownRequestId(request),
      conflicts: request.conflicts,
    });
    if (allowed.eligible) return;
    if (allowed.reasons.every(({ code }) => code === EXTRA_APPROVAL_MISSING))
      throw conflict('requests.conflict_since', conflictSince(requester.name, profile.name));
    throw conflict(
      'requests.requester_not_eligible',
      `${requester.name} may not have this any more, so it cannot be approved. You can still deny it.`,
    );
  }

  private async sign(
    tx: Tx,
    principal: Principal,
    { request, profile }: Case,
    { decision, stepUpToken }: DecisionInput,
    reason: string | null,
  ): Promise<SignedDecision> {
    const stepUp = await this.stepUps.consume(tx, principal, stepUpToken, {
      action: `requests.${decision}`,
      subjectId: request.id,
      digest: request.digest,
      maxAgeSeconds: stepUpLimit(profile.rules),
      privileged: decision === 'approve',
    });
    return {
      id: newId(),
      requestId: request.id,
      requestVersion: request.version,
      approverId: principal.personId,
      decision,
      reason,
      digest: request.digest,
      stepUpId: stepUp.id,
      factor: stepUp.factor,
      factorVerifiedAt: stepUp.verifiedAt,
      decidedAt: tx.now,
    };
  }

  private async deny(tx: Tx, { request }: Case, decision: SignedDecision): Promise<void> {
    await this.approvals.insertDecision(tx, decision);
    tx.record(decisionEvent('requests.denied', request, decision));
    await this.requests.close(tx, request, 'deny');
  }

  /** What is stored counts: an approval that would be ignored is refused, so that its giver can give it again. */
  private async approve(tx: Tx, about: Case, decision: SignedDecision): Promise<void> {
    const { request, facts, organisation } = about;
    const given = [...about.given, ...approvalsAmong([decision])];
    const standing = approvalStanding(facts, given, organisation);
    const own = standing.ignored.find(({ approval }) => approval === given.at(-1));
    if (own) throw forbidden(own.reason.code, own.reason.sentence);
    await this.approvals.insertDecision(tx, decision);
    const approver = known(organisation.person(decision.approverId), 'A person');
    const away = standsInFor(approver, facts, organisation, tx.now);
    tx.record(decisionEvent('requests.approved', request, decision, away));
    if (!standing.complete) return this.askNextStage(tx, about, standing);
    const counted = new Set(standing.counted);
    const approvalIds = given.filter((approval) => counted.has(approval)).map(({ id }) => id);
    await this.carryOut.run(tx, request, about.profile, about.grant, approvalIds);
  }

  /** Asked one after the other, the next stage is put to its approvers by the yes that answers the one before it. */
  private async askNextStage(
    tx: Tx,
    { request, profile, organisation }: Case,
    { empty }: ApprovalStanding,
  ): Promise<void> {
    const answered = empty.flatMap((places, stage) => (places === 0 ? [stage] : []));
    await this.stages.settle(tx, request, answered);
    const { asked } = await this.askApprovers.ask(tx, request, profile, organisation);
    for (const event of furtherAskedEvents(request, 'turn', asked)) tx.record(event);
  }

  /** A refused decision changed nothing, so it is written down in a unit of its own. */
  private async recordRefusal(actor: Actor, input: DecisionInput, error: unknown): Promise<void> {
    if (!(error instanceof DomainError) || error.kind === 'notFound') return;
    const { code } = error;
    await this.uow.record(actor, {
      type: 'requests.decision_refused',
      subject: { kind: 'access-request', id: input.requestId },
      severity: code === 'policy.self_approval' || code === 'requests.link_of_another' ? 'alert' : 'notice',
      data: { decision: open(input.decision), version: open(input.version), code: open(code) },
    });
  }
}

function assertMayDecide(
  { personId }: Principal,
  { facts, given, organisation }: Case,
  decision: Decision['decision'],
  now: Date,
): void {
  const person = known(organisation.person(personId), 'A person');
  const mayDecide = decision === 'approve' ? mayApprove : mayDeny;
  const allowance = mayDecide(person, facts, organisation, given, now);
  if (!allowance.allowed) throw forbidden(allowance.reason.code, allowance.reason.sentence);
}

function decisionEvent(
  type: 'requests.approved' | 'requests.denied',
  request: AccessRequest,
  { approverId, factor, stepUpId, factorVerifiedAt, reason }: SignedDecision,
  away: PersonFacts | null = null,
): AuditEventInput {
  const event = requestEvent(type, request, {
    version: open(request.version),
    digest: open(request.digest),
    factor: open(factor),
    stepUpId: open(stepUpId),
    factorVerifiedAt: open(factorVerifiedAt),
    ...(reason === null ? {} : { reason: personal(approverId, reason) }),
    ...(away && { standsInFor: open(away.id) }),
  });
  if (!away) return event;
  return { ...event, related: [...(event.related ?? []), { kind: 'person', id: away.id }] };
}
