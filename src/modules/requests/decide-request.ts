import { Injectable } from '@nestjs/common';
import { conflict, DomainError, forbidden, gone, invalid, known, newId, transition } from '../../kernel';
import { hashToken } from '../../platform/crypto/token';
import type { Actor } from '../../platform/database/actor';
import { open, personal } from '../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { type AccessProfile, CatalogRepository } from '../catalog';
import { DirectoryRepository } from '../directory';
import { CreateGrant } from '../grants';
import { StepUpService } from '../identity';
import {
  approvalStanding,
  inertText,
  mayApprove,
  type Organisation,
  saysSomething,
  stepUpLimit,
} from '../policy';
import type { AccessRequest, DecisionRow } from './access-request';
import { ApprovalRepository } from './approval.repository';
import { REQUEST_LIFECYCLE, type RequestEvent, type RequestState } from './domain/request-lifecycle';
import { requestDigest } from './request-digest';
import { requestEvent } from './request-events';
import { approvalsAmong, requestFacts } from './request-facts';
import { RequestRepository } from './request.repository';
import { RequestRules } from './request-rules';

export interface DecisionInput {
  readonly requestId: string;
  readonly decision: 'approve' | 'deny';
  /** What the approver was shown. */
  readonly version: number;
  readonly digest: string;
  readonly reason: string | null;
  readonly linkToken: string | null;
  readonly stepUpToken: string | undefined;
}

const LONGEST_REASON = 1_000;

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
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly rules: RequestRules,
    private readonly stepUps: StepUpService,
    private readonly createGrant: CreateGrant,
  ) {}

  async decide(actor: Actor, principal: Principal, input: DecisionInput): Promise<void> {
    try {
      await this.uow.run(actor, (tx) => this.decideWithin(tx, principal, input));
    } catch (error) {
      await this.recordRefusal(actor, input, error);
      throw error;
    }
  }

  private async decideWithin(tx: Tx, principal: Principal, input: DecisionInput): Promise<void> {
    const request = await this.requests.lock(tx, input.requestId);
    const profile = await this.catalog.profile(tx, request.profileId);
    const organisation = await this.directory.organisation(tx);
    const facts = requestFacts(request, profile, organisation);
    const allowance = mayApprove(
      known(organisation.person(principal.personId), 'A person'),
      facts,
      organisation,
    );
    if (!allowance.allowed) throw forbidden(allowance.reason.code, allowance.reason.sentence);
    assertStillAsShown(request, profile, input, tx.now);
    const reason = input.reason === null ? null : readableReason(input.reason);
    if (input.decision === 'deny' && reason === null) throw reasonMissing();
    await this.assertRequesterStillEligible(tx, request, profile, organisation, input.decision);
    if (input.linkToken !== null) await this.useLink(tx, request, principal, input.linkToken);
    const stepUp = await this.stepUps.consume(tx, principal, input.stepUpToken, {
      action: `requests.${input.decision}`,
      subjectId: request.id,
      digest: request.digest,
      maxAgeSeconds: stepUpLimit(profile.rules),
    });
    const decision = {
      id: newId(),
      requestId: request.id,
      requestVersion: request.version,
      approverId: principal.personId,
      decision: input.decision,
      reason,
      digest: request.digest,
      stepUpId: stepUp.id,
      factor: stepUp.factor,
      factorVerifiedAt: stepUp.verifiedAt,
      decidedAt: tx.now,
    };
    await this.approvals.insertDecision(tx, decision);
    this.recordDecision(tx, request, decision);
    if (input.decision === 'deny') await this.close(tx, request, 'deny');
    else await this.grantIfComplete(tx, request, profile, organisation);
  }

  private async assertRequesterStillEligible(
    tx: Tx,
    request: AccessRequest,
    profile: AccessProfile,
    organisation: Organisation,
    decision: 'approve' | 'deny',
  ): Promise<void> {
    if (decision === 'deny') return;
    const requester = known(organisation.person(request.requesterId), 'A person');
    const allowed = await this.rules.eligibilityOf(tx, requester, profile, organisation, tx.now, request.id);
    if (allowed.eligible) return;
    throw conflict(
      'requests.requester_not_eligible',
      `${requester.name} may not have this any more, so it cannot be approved. You can still deny it.`,
    );
  }

  private async useLink(tx: Tx, request: AccessRequest, principal: Principal, token: string): Promise<void> {
    const hash = hashToken(token);
    const ask = await this.approvals.findAskByLink(tx, hash);
    const fits = ask?.requestId === request.id && ask.requestVersion === request.version;
    if (!fits || ask.approverId !== principal.personId) {
      throw forbidden(
        'requests.link_of_another',
        'This link was made for somebody else or for another request.',
      );
    }
    if (!(await this.approvals.useLink(tx, hash))) {
      throw gone(
        'requests.link_used',
        'This link was used already or is too old. Find the request under Approvals.',
      );
    }
  }

  private recordDecision(
    tx: Tx,
    request: AccessRequest,
    decision: Omit<DecisionRow, 'id'> & { stepUpId: string },
  ): void {
    tx.record(
      requestEvent(decision.decision === 'approve' ? 'requests.approved' : 'requests.denied', request, {
        version: open(request.version),
        digest: open(request.digest),
        factor: open(decision.factor),
        stepUpId: open(decision.stepUpId),
        factorVerifiedAt: open(decision.factorVerifiedAt),
        ...(decision.reason === null ? {} : { reason: personal(decision.approverId, decision.reason) }),
      }),
    );
  }

  private async grantIfComplete(
    tx: Tx,
    request: AccessRequest,
    profile: AccessProfile,
    organisation: Organisation,
  ): Promise<void> {
    const given = approvalsAmong(await this.approvals.decisionsOf(tx, [request.id]));
    const standing = approvalStanding(requestFacts(request, profile, organisation), given, organisation);
    if (!standing.complete) return;
    await this.close(tx, request, 'approve');
    const counted = new Set(standing.counted);
    await this.createGrant.create(tx, {
      requestId: request.id,
      requestVersion: request.version,
      requestDigest: request.digest,
      personId: request.requesterId,
      profile,
      durationSeconds: request.durationSeconds,
      startsAt: request.startsAt,
      approvalIds: given.filter((approval) => counted.has(approval)).map(({ id }) => id),
    });
  }

  private async close(tx: Tx, request: AccessRequest, event: RequestEvent): Promise<void> {
    const state = transition<RequestState, RequestEvent>(REQUEST_LIFECYCLE, 'requests', request.state, event);
    await this.requests.markDecided(tx, request.id, state);
  }

  /** A refused decision changed nothing, so it is written down in a unit of its own. */
  private async recordRefusal(actor: Actor, input: DecisionInput, error: unknown): Promise<void> {
    if (!(error instanceof DomainError) || error.kind === 'notFound') return;
    const { code } = error;
    await this.uow.run(actor, (tx) => {
      tx.record({
        type: 'requests.decision_refused',
        subject: { kind: 'access-request', id: input.requestId },
        severity: code === 'policy.self_approval' || code === 'requests.link_of_another' ? 'alert' : 'notice',
        data: { decision: open(input.decision), version: open(input.version), code: open(code) },
      });
    });
  }
}

function assertStillAsShown(
  request: AccessRequest,
  profile: AccessProfile,
  shown: DecisionInput,
  now: Date,
): void {
  if (request.state !== 'pending') {
    throw conflict('requests.already_decided', `This request is ${request.state} already.`, {
      state: request.state,
    });
  }
  if (now >= request.lapsesAt)
    throw gone('requests.lapsed', 'This request has lapsed: nobody decided in time.');
  const same =
    request.version === shown.version &&
    request.digest === shown.digest &&
    requestDigest(request, profile) === request.digest;
  if (same) return;
  throw conflict(
    'requests.version_changed',
    'What is asked was changed after this page was opened. Reload it and read it again.',
  );
}

function readableReason(text: string): string {
  const reason = inertText(text);
  if (!saysSomething(reason)) throw reasonMissing();
  if (reason.length > LONGEST_REASON) {
    throw invalid('requests.reason_too_long', `Say it in at most ${LONGEST_REASON} characters.`);
  }
  return reason;
}

const reasonMissing = (): DomainError =>
  invalid('requests.reason_missing', 'Say why you deny it. The requester reads it.', {
    errors: [{ path: 'reason', message: 'Say why you deny it.' }],
  });
