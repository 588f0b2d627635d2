import { CLOCKS_APART_AT_MOST, SECOND } from '../../../kernel';
import {
  approvalPlan,
  type ApprovalPlan,
  type ApprovalStage,
  countedApprovers,
  emptyPlacesOf,
  type MissingApprovers,
  missingApprovers,
  type RoutingMoment,
  speaksNow,
} from './approval-routing';
import { durationInWords } from './duration';
import type { PersonFacts, ProfileRules, Reason } from './facts';
import { humanOf, sameHuman, type Organisation } from './organisation';
import { stepUpLimit } from './step-up';
import type { Voice } from './voices';
import { allOf } from './words';

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
  /** Stages that were put to further people before it was approved. */
  readonly escalated?: RoutingMoment['escalated'];
}

export type Allowance =
  { readonly allowed: true; readonly because: string } | { readonly allowed: false; readonly reason: Reason };

export interface ApprovalStanding {
  /** True only when every place is filled by an approval that counts. */
  readonly complete: boolean;
  readonly counted: readonly Approval[];
  readonly ignored: readonly { readonly approval: Approval; readonly reason: Reason }[];
  readonly plan: ApprovalPlan;
  /** How many approvers each stage still lacks. */
  readonly empty: readonly number[];
  /** "Waiting for one approver: the other person of the personal-data circle"; undefined when complete. */
  readonly waitingFor: string | undefined;
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
  const empty = emptyPlacesOf(plan.stages, spokenVoices(valid, request, plan, organisation));
  // A profile without stages has no empty place either: it must not read as approved.
  const missing = missingApprovers(plan.stages, empty);
  const complete = plan.byPolicy !== null || (plan.required > 0 && missing.length === 0);
  return {
    complete,
    counted: valid,
    ignored: judged.flatMap(({ approval, reason }) => (reason === undefined ? [] : [{ approval, reason }])),
    plan,
    empty: empty.map((parts) => parts.reduce((sum, places) => sum + places, 0)),
    waitingFor: complete ? undefined : waitingFor(plan, missing),
  };
}

/**
 * Which voices the approvals speak with. The yes of somebody who is away is one yes, whoever gives it: their own goes before
 * that of a stand-in, and of several who stood in for one person the first spoke.
 */
function spokenVoices(
  approvals: readonly Approval[],
  request: RequestFacts,
  { stages }: ApprovalPlan,
  organisation: Organisation,
): (voice: Voice, stage: number) => boolean {
  const humanBehind = (accountId: string): string => {
    const person = organisation.person(accountId);
    return person === undefined ? accountId : humanOf(person);
  };
  const givenThemselves = new Set(approvals.map(({ approverId }) => humanBehind(approverId)));
  const isSpoken = (voice: Voice, stage: number, approval: Approval): boolean =>
    voice.person.id === approval.approverId && speaksNow(voice, stage, momentOf(approval, request));
  const spokeFor = new Map<string, string>();
  const byTime = approvals.toSorted((one, other) => one.decidedAt.getTime() - other.decidedAt.getTime());
  for (const approval of byTime) {
    for (const [voice, stage] of standInVoices(stages)) {
      const principal = humanOf(voice.of);
      if (spokeFor.has(principal) || !isSpoken(voice, stage, approval)) continue;
      spokeFor.set(principal, humanOf(voice.person));
    }
  }
  return (voice, stage) =>
    approvals.some((approval) => isSpoken(voice, stage, approval)) &&
    (voice.absence === null ||
      (!givenThemselves.has(humanOf(voice.of)) && spokeFor.get(humanOf(voice.of)) === humanOf(voice.person)));
}

const standInVoices = (stages: readonly ApprovalStage[]): (readonly [voice: Voice, stage: number])[] =>
  stages.flatMap(({ parts }, stage) =>
    parts.flatMap(({ voices }) =>
      voices.filter(({ absence }) => absence !== null).map((voice) => [voice, stage] as const),
    ),
  );

/** An approval is worth what its giver could give when it was given. */
const momentOf = ({ decidedAt }: Approval, { escalated }: RequestFacts): RoutingMoment => ({
  at: decidedAt,
  escalated,
});

function refusalOf(
  approval: Approval,
  request: RequestFacts,
  { stages }: ApprovalPlan,
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
  const own = ownRequest(approver, request);
  if (own) return own;
  const moment = momentOf(approval, request);
  const speaks = stages.some(({ parts }, stage) =>
    parts.some(({ voices }) =>
      voices.some((voice) => voice.person.id === approver.id && speaksNow(voice, stage, moment)),
    ),
  );
  return speaks ? stepUpRefusal(approval, request.profile) : notAnApprover(approver, request.profile, stages);
}

/** Nobody decides on their own request, by whichever account (I1). */
export function ownRequest(person: PersonFacts, { requester }: RequestFacts): Reason | undefined {
  if (person.id === requester.id) {
    const sentence = 'Nobody decides on their own request. The approvers have been asked.';
    return { code: 'policy.self_approval', sentence };
  }
  if (!sameHuman(person, requester)) return undefined;
  const sentence = `This is your own request, made with your other account (${requester.name}). Nobody decides on their own request.`;
  return { code: 'policy.second_account_approval', sentence };
}

export function notAnApprover(
  person: PersonFacts,
  profile: ProfileRules,
  stages: readonly ApprovalStage[],
): Reason {
  if (person.status !== 'active') {
    const sentence = `${person.name} is not active any more, so this approval does not count.`;
    return { code: 'policy.approver_not_active', sentence };
  }
  const sentence = `${person.name} is not an approver of “${profile.name}”. It needs ${allOf(stages.map(stageInWords))}.`;
  return { code: 'policy.not_an_approver', sentence };
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

const stageInWords = (stage: Pick<ApprovalStage, 'count' | 'asked' | 'heldTogetherWith'>): string =>
  `${countedApprovers(stage)} (${stage.asked}${stage.heldTogetherWith === null ? '' : `, because of “${stage.heldTogetherWith}”`})`;

function waitingFor(
  { order, stages, impossible }: ApprovalPlan,
  missing: readonly MissingApprovers[],
): string {
  if (stages.length === 0 && impossible !== undefined) return impossible.sentence;
  if (order === 'together') return `Waiting for ${allOf(missing.map(stageInWords))}.`;
  const inTurn = stages.flatMap((_, index) => {
    const ofStage = missing.filter(({ stage }) => stage === index);
    return ofStage.length === 0 ? [] : [allOf(ofStage.map(stageInWords))];
  });
  return `Waiting for ${inTurn.join(', then for ')}.`;
}
