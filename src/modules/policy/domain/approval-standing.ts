import { CLOCKS_APART_AT_MOST, SECOND } from '../../../kernel';
import { approvalPlan, emptyPlacesOf, type ApprovalPlan } from './approval-routing';
import { durationInWords } from './duration';
import type { PersonFacts, ProfileRules, Reason } from './facts';
import { sameHuman, type Organisation } from './organisation';
import { stepUpLimit } from './step-up';
import { allOf, counted } from './words';

/** One recorded "yes". */
export interface Approval {
  readonly approverId: string;
  /** Version of the request that the approver saw. */
  readonly version: number;
  /** Digest of exactly what the approver saw, as the second factor covered it. */
  readonly digest: string;
  readonly decidedAt: Date;
  /** When the second factor was verified. */
  readonly stepUpAt: Date;
}

/** The request as it stands now; `requester` by today's facts. */
export interface RequestFacts {
  readonly requester: PersonFacts;
  readonly profile: ProfileRules;
  readonly version: number;
  readonly digest: string;
}

export type Allowance =
  { readonly allowed: true; readonly because: string } | { readonly allowed: false; readonly reason: Reason };

export interface ApprovalStanding {
  /** True only when every place is filled by an approval that counts. */
  readonly complete: boolean;
  readonly counted: readonly Approval[];
  readonly ignored: readonly { readonly approval: Approval; readonly reason: Reason }[];
  readonly plan: ApprovalPlan;
  /** "Waiting for one approver: the other person of the personal-data circle"; undefined when complete. */
  readonly waitingFor: string | undefined;
}

/** May this person decide on this request? Asked at the decision and again at issue, with the facts of that moment (I1). */
export function mayApprove(
  person: PersonFacts,
  request: RequestFacts,
  organisation: Organisation,
): Allowance {
  const plan = approvalPlan(request.profile, request.requester, organisation);
  return allowance(person, request, plan);
}

function allowance(person: PersonFacts, { requester, profile }: RequestFacts, plan: ApprovalPlan): Allowance {
  const refuse = (code: string, sentence: string): Allowance => ({
    allowed: false,
    reason: { code, sentence },
  });
  if (person.id === requester.id) {
    return refuse(
      'policy.self_approval',
      'Nobody decides on their own request. The approvers have been asked.',
    );
  }
  if (sameHuman(person, requester)) {
    return refuse(
      'policy.second_account_approval',
      `This is your own request, made with your other account (${requester.name}). Nobody decides on their own request.`,
    );
  }
  const candidate = plan.candidates.find(({ person: { id } }) => id === person.id);
  if (candidate !== undefined) return { allowed: true, because: candidate.because };
  if (person.status !== 'active') {
    return refuse(
      'policy.approver_not_active',
      `${person.name} is not active any more, so this approval does not count.`,
    );
  }
  return refuse(
    'policy.not_an_approver',
    `${person.name} is not an approver of “${profile.name}”. It needs ${allOf(plan.stages.map(stageInWords))}.`,
  );
}

/** Which approvals count now, and what is missing (I1, I2). A pure count: it trusts no flag that was stored earlier. */
export function approvalStanding(
  request: RequestFacts,
  approvals: readonly Approval[],
  organisation: Organisation,
): ApprovalStanding {
  const plan = approvalPlan(request.profile, request.requester, organisation);
  const judged = approvals.map((approval) => ({
    approval,
    reason: refusalOf(approval, request, plan, organisation),
  }));
  const valid = judged.filter(({ reason }) => reason === undefined).map(({ approval }) => approval);
  const accounts = new Set(valid.map(({ approverId }) => approverId));
  const empty = emptyPlacesOf(plan.stages, (accountId) => accounts.has(accountId));
  // A profile without stages has no empty place either: it must not read as approved.
  const complete = plan.required > 0 && empty.every((places) => places === 0);
  return {
    complete,
    counted: valid,
    ignored: judged.flatMap(({ approval, reason }) => (reason === undefined ? [] : [{ approval, reason }])),
    plan,
    waitingFor: complete ? undefined : waitingFor(plan, empty),
  };
}

function refusalOf(
  approval: Approval,
  request: RequestFacts,
  plan: ApprovalPlan,
  organisation: Organisation,
): Reason | undefined {
  const approver = organisation.person(approval.approverId);
  if (approver === undefined) {
    const sentence = 'This approver is no longer known, so the approval does not count.';
    return { code: 'policy.approver_unknown', sentence };
  }
  if (approval.version !== request.version || approval.digest !== request.digest) {
    const sentence = `The request was changed after ${approver.name} approved it. Ask ${approver.name} to look at it again.`;
    return { code: 'policy.approval_of_other_version', sentence };
  }
  const allowed = allowance(approver, request, plan);
  return allowed.allowed ? stepUpRefusal(approval, request.profile) : allowed.reason;
}

/**
 * The second factor must come before the decision and be fresh at that moment. The two moments may be by the clocks of two
 * machines: where the decision's is behind, the factor seems to come a little later, which says nothing against it.
 */
function stepUpRefusal({ stepUpAt, decidedAt }: Approval, profile: ProfileRules): Reason | undefined {
  const limit = stepUpLimit(profile);
  const age = decidedAt.getTime() - stepUpAt.getTime();
  if (age >= -CLOCKS_APART_AT_MOST && age <= limit * SECOND) return undefined;
  if (age < 0) return { code: 'policy.clocks_apart', sentence: CLOCKS_APART };
  return {
    code: 'policy.step_up_too_old',
    sentence: `The second factor of this approval was not given within ${durationInWords(limit)} before it. Approve again.`,
  };
}

const CLOCKS_APART =
  'The second factor of this approval seems to be given after it: the clocks of the servers are too far apart. Tell an administrator.';

const stageInWords = ({ count, asked }: { count: number; asked: string }): string =>
  `${counted(count, 'approver')} (${asked})`;

function waitingFor({ stages, impossible }: ApprovalPlan, empty: readonly number[]): string {
  if (stages.length === 0 && impossible !== undefined) return impossible.sentence;
  const missing = stages.flatMap(({ asked }, index) =>
    empty[index] > 0 ? [stageInWords({ count: empty[index], asked })] : [],
  );
  return `Waiting for ${allOf(missing)}.`;
}
