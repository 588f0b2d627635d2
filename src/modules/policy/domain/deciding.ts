import { approvalPlan, type ApproverCandidate, type CandidateRole } from './approval-routing';
import {
  type Allowance,
  type Approval,
  type ApprovalStanding,
  approvalStanding,
  notAnApprover,
  ownRequest,
  type RequestFacts,
} from './approval-standing';
import type { PersonFacts, Reason } from './facts';
import type { Organisation } from './organisation';

/** The stage that is being asked now: where all are asked at once, the last one. */
export function openStage({ plan, empty }: Pick<ApprovalStanding, 'plan' | 'empty'>): number {
  const first = empty.findIndex((places) => places > 0);
  return plan.order === 'together' || first === -1 ? empty.length - 1 : first;
}

/** For whom somebody may say yes who may not in their own right; null where they may, or may not at all. */
export function standsInFor(
  { id }: PersonFacts,
  { profile, requester, escalated }: RequestFacts,
  organisation: Organisation,
  at: Date,
): PersonFacts | null {
  const { stages } = approvalPlan(profile, requester, organisation, { at, escalated });
  const theirs = stages.flatMap(({ candidates }) => candidates).filter(({ person }) => person.id === id);
  return theirs.every(({ role }) => role === 'stand-in') ? (theirs.at(0)?.standsInFor ?? null) : null;
}

export interface AskedNow {
  /** Up to which stage. */
  readonly stage: number;
  /** Everybody whose turn has come by now, once each; witnesses last. */
  readonly candidates: readonly ApproverCandidate[];
}

/** Whom the request has to be put to at this moment, whoever was asked before. */
export function askedNow(
  request: RequestFacts,
  given: readonly Approval[],
  organisation: Organisation,
  now: Date,
): AskedNow {
  const stage = openStage(approvalStanding(request, given, organisation));
  const { profile, requester, escalated } = request;
  const plan = approvalPlan(profile, requester, organisation, { at: now, escalated });
  const stages = plan.stages.slice(0, stage + 1);
  // One after the other, the last of them is open: whoever may speak there is asked for that, whatever they were asked before.
  const byNeed = plan.order === 'in-order' ? stages.toReversed() : stages;
  const everybody = [...byNeed.flatMap(({ candidates }) => candidates), ...plan.witnesses];
  const first = new Map<string, ApproverCandidate>();
  for (const candidate of everybody) {
    if (!first.has(candidate.person.id)) first.set(candidate.person.id, candidate);
  }
  return { stage, candidates: [...first.values()] };
}

const WEIGHT: Readonly<Record<CandidateRole, number>> = {
  witness: 0,
  'stand-in': 1,
  escalation: 2,
  approver: 3,
};

/** Whether somebody who was asked before has to hear of it again: they may do more than they were told, or their turn has come. */
export const isAskedForMore = (
  before: Pick<ApproverCandidate, 'role' | 'stage'>,
  now: Pick<ApproverCandidate, 'role' | 'stage'>,
): boolean => now.role !== 'witness' && (WEIGHT[now.role] > WEIGHT[before.role] || now.stage > before.stage);

/**
 * May this person say yes to this request now? Asked at the decision, with the facts of that moment; what was said is judged
 * again at every issue by {@link approvalStanding} (I1). In a later stage it is nobody's turn before the earlier ones are
 * answered.
 */
export function mayApprove(
  person: PersonFacts,
  request: RequestFacts,
  organisation: Organisation,
  given: readonly Approval[],
  now: Date,
): Allowance {
  const decider = deciderOf(person, request, organisation, given, now);
  if (!('candidate' in decider)) return refuse(decider);
  const { role, because } = decider.candidate;
  if (role !== 'witness') return { allowed: true, because };
  return refuse({
    code: 'policy.witness_only',
    sentence:
      'You are told of this request as a witness: you may deny it, and your approval is not asked for.',
  });
}

/** Whoever may approve may deny, and so may a witness. */
export function mayDeny(
  person: PersonFacts,
  request: RequestFacts,
  organisation: Organisation,
  given: readonly Approval[],
  now: Date,
): Allowance {
  const decider = deciderOf(person, request, organisation, given, now);
  return 'candidate' in decider ? { allowed: true, because: decider.candidate.because } : refuse(decider);
}

function deciderOf(
  person: PersonFacts,
  request: RequestFacts,
  organisation: Organisation,
  given: readonly Approval[],
  now: Date,
): Reason | { readonly candidate: ApproverCandidate } {
  const own = ownRequest(person, request);
  if (own) return own;
  const { stage, candidates } = askedNow(request, given, organisation, now);
  const candidate = candidates.find(({ person: { id } }) => id === person.id);
  if (candidate) return { candidate };
  const { profile, requester, escalated } = request;
  const plan = approvalPlan(profile, requester, organisation, { at: now, escalated });
  if (plan.candidates.some(({ person: { id } }) => id === person.id)) {
    return {
      code: 'policy.not_your_turn',
      sentence: `“${profile.name}” is approved one after the other, and it is the turn of ${plan.stages[stage].asked}. You are asked when they have said yes.`,
    };
  }
  return notAnApprover(person, profile, plan.stages);
}

const refuse = (reason: Reason): Allowance => ({ allowed: false, reason });
