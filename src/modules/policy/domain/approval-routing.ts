import { type ApproverCandidate, candidatesAmong, type CandidateRole } from './approver-candidates';
import { routesInWords } from './approver-routes';
import { emptyPlaces } from './assignment';
import { durationInWords } from './duration';
import type { ApprovalOrder, ApprovalStep, PersonFacts, ProfileRules, Reason } from './facts';
import { humanOf, type Organisation } from './organisation';
import { covers, mayComeIn, type Voice, voicesOn, type Asking } from './voices';
import { allOf, counted } from './words';

/** Places that the same people can fill; an all-of stage has one part for each of its ways. */
export interface StagePart {
  readonly count: number;
  readonly asked: string;
  readonly voices: readonly Voice[];
}

export interface ApprovalStage {
  readonly count: number;
  /** Who is asked, as a phrase: "the other person of the personal-data circle or the data protection officer". */
  readonly asked: string;
  readonly parts: readonly StagePart[];
  /** Who may decide in this stage now, once each. */
  readonly candidates: readonly ApproverCandidate[];
  /** The held profile because of which this extra approval is needed; null for a stage of the profile itself. */
  readonly heldTogetherWith: string | null;
  /** After how many seconds without an answer who is asked too. */
  readonly escalation: { readonly after: number; readonly asked: string } | null;
}

export interface ApprovalPlan {
  readonly order: ApprovalOrder;
  /** Why the policy itself says yes, and nobody is asked; null where people are. */
  readonly byPolicy: string | null;
  /** Distinct human beings needed, over all stages. */
  readonly required: number;
  readonly stages: readonly ApprovalStage[];
  /** Everybody who may decide in some stage now, once each, in a stable order. */
  readonly candidates: readonly ApproverCandidate[];
  readonly witnesses: readonly ApproverCandidate[];
  /** Present when there are too few people: then nothing can be asked for, and nothing is ever approved by itself. */
  readonly impossible: Reason | undefined;
}

/** What time adds to the routing. */
export interface RoutingMoment {
  /** Whoever is away at this moment has a stand-in; left out, nobody is away. */
  readonly at?: Date;
  /** Indices of the stages that went unanswered for too long; left out, none did. */
  readonly escalated?: ReadonlySet<number>;
}

/** Who has to approve what `requester` asks for, by today's facts. Never the requester, by either account (I1). */
export function approvalPlan(
  profile: ProfileRules,
  requester: PersonFacts,
  organisation: Organisation,
  moment: RoutingMoment = {},
): ApprovalPlan {
  const asking = { profile, requester, organisation };
  const stages = profile.approvals.map((step, index) => stageOf(step, index, asking, moment));
  const witnesses = voicesOn(profile.witnesses, false, asking).filter(({ absence }) => absence === null);
  return {
    order: profile.approvalOrder,
    byPolicy: approvedByPolicy(profile),
    required: stages.reduce((sum, { count }) => sum + count, 0),
    stages,
    candidates: distinct(stages.flatMap(({ candidates }) => candidates)),
    witnesses: candidatesAmong(witnesses, 0, 'witness'),
    impossible: impossibility(asking, stages, witnesses),
  };
}

/**
 * For personal data this is no answer, whatever the row says: then nobody has approved (I18). The policy file and a constraint
 * of the database say the same.
 */
const approvedByPolicy = ({
  personalData,
  approvals,
  approvedByPolicy: reason,
}: ProfileRules): string | null => (personalData || approvals.length > 0 ? null : reason);

function stageOf(step: ApprovalStep, index: number, asking: Asking, moment: RoutingMoment): ApprovalStage {
  const { escalation } = step;
  const further = escalation ? voicesOn(escalation.to, true, asking) : [];
  const parts = partsOf(step).map(({ count, by }) => ({
    count,
    asked: routesInWords(by, asking.organisation),
    voices: [...voicesOn(by, false, asking).filter((voice) => mayFill(step, voice, asking)), ...further],
  }));
  const voices = parts.flatMap((part) => part.voices).filter((voice) => speaksNow(voice, index, moment));
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    asked: routesInWords(step.by, asking.organisation, step.ofEach),
    parts,
    candidates: candidatesAmong(voices, index).map((candidate) => ({
      ...candidate,
      because: `${candidate.because}${whyExtra(step, asking)}`,
    })),
    heldTogetherWith: step.heldTogetherWith ?? null,
    escalation: escalation
      ? { after: escalation.after, asked: routesInWords(escalation.to, asking.organisation) }
      : null,
  };
}

/** What a conflict brings in is like what time brings in: for personal data it is nobody who does not answer for it anyway. */
const mayFill = (step: ApprovalStep, { person, of }: Voice, { profile }: Asking): boolean =>
  step.heldTogetherWith === undefined || [person, of].every((one) => mayComeIn(one, profile));

const whyExtra = ({ heldTogetherWith: other }: ApprovalStep, { requester }: Asking): string =>
  other === undefined
    ? ''
    : ` This extra approval is needed because ${requester.name} asked while holding “${other}”, and nobody may hold both without it.`;

const partsOf = (step: ApprovalStep): Pick<ApprovalStep, 'count' | 'by'>[] =>
  step.ofEach ? step.by.map((route) => ({ count: step.count, by: [route] })) : [step];

export function speaksNow(voice: Voice, stage: number, { at, escalated }: RoutingMoment): boolean {
  if (voice.absence !== null && (at === undefined || !covers(voice.absence, at))) return false;
  return !voice.escalated || (escalated?.has(stage) ?? false);
}

/** "two approvers (the CTO or the data protection officer)". */
export const approvalStepInWords = (step: ApprovalStep, organisation: Organisation): string => {
  const count = partsOf(step).reduce((sum, part) => sum + part.count, 0);
  const asked = routesInWords(step.by, organisation, step.ofEach);
  const { escalation } = step;
  const further = escalation
    ? `; after ${durationInWords(escalation.after)} also ${routesInWords(escalation.to, organisation)}`
    : '';
  return `${counted(count, 'approver')} (${asked}${further})`;
};

function distinct(candidates: readonly ApproverCandidate[]): ApproverCandidate[] {
  const byId = new Map<string, ApproverCandidate>();
  for (const candidate of candidates) {
    if (!byId.has(candidate.person.id)) byId.set(candidate.person.id, candidate);
  }
  return [...byId.values()];
}

/**
 * How many places of each part of each stage stay empty when the voices that `speaks` lets through say yes. Whether somebody may fill a
 * place is asked of the account that says yes; how often, of the human being behind it. Places for which everybody has spoken
 * are filled first, so that none waits for whoever has answered; then those of earlier stages: as many of them as can be.
 */
export function emptyPlacesOf(
  stages: readonly ApprovalStage[],
  speaks: (voice: Voice, stage: number) => boolean,
): number[][] {
  const parts = stages.flatMap(({ parts: all }, stage) =>
    all.map((part) => ({
      ...part,
      stage,
      candidates: humansAmong(part.voices.filter((voice) => speaks(voice, stage))),
    })),
  );
  const spoken = new Set(parts.flatMap(({ candidates }) => [...candidates]));
  const isLeftToNobody = ({ voices }: StagePart): boolean =>
    inTheirOwnRight(voices).every((human) => spoken.has(human));
  const order = [...parts.filter(isLeftToNobody), ...parts.filter((part) => !isLeftToNobody(part))];
  const empty = emptyPlaces(order);
  return stages.map((_, index) =>
    parts.filter(({ stage }) => stage === index).map((part) => empty[order.indexOf(part)]),
  );
}

const humansAmong = (voices: readonly Voice[]): ReadonlySet<string> =>
  new Set(voices.map(({ person }) => humanOf(person)));

const inTheirOwnRight = (voices: readonly Voice[]): readonly string[] => [
  ...humansAmong(voices.filter(({ absence, escalated }) => absence === null && !escalated)),
];

export type MissingApprovers = Pick<ApprovalStage, 'count' | 'asked' | 'heldTogetherWith'> & {
  readonly stage: number;
};

/** Of whom how many are missing, stage by stage. */
export const missingApprovers = (
  stages: readonly ApprovalStage[],
  empty: readonly (readonly number[])[],
): MissingApprovers[] =>
  stages.flatMap(({ parts, heldTogetherWith }, stage) =>
    parts.flatMap(({ asked }, part) => {
      const count = empty[stage][part];
      return count === 0 ? [] : [{ stage, count, asked, heldTogetherWith }];
    }),
  );

/** "two approvers", or "one extra approver". */
export const countedApprovers = ({
  count,
  heldTogetherWith,
}: Pick<ApprovalStage, 'count' | 'heldTogetherWith'>): string =>
  counted(count, heldTogetherWith === null ? 'approver' : 'extra approver');

function impossibility(
  { profile }: Asking,
  stages: readonly ApprovalStage[],
  witnesses: readonly Voice[],
): Reason | undefined {
  if (stages.length === 0 && approvedByPolicy(profile) === null) {
    return {
      code: 'policy.no_approval_route',
      sentence: `“${profile.name}” names no approvers, so nobody may approve it. Ask an administrator to correct the policy.`,
    };
  }
  // Neither what may happen later, nor who stands in for whom today, makes a policy sound.
  const empty = emptyPlacesOf(stages, ({ escalated, absence }) => !escalated && absence === null);
  const short = missingApprovers(stages, empty).map(
    (missing) => `${countedApprovers(missing)} for ${missing.asked}`,
  );
  if (short.length > 0) {
    return {
      code: 'policy.nobody_can_approve',
      sentence: `“${profile.name}” lacks ${allOf(short)}: nobody decides on their own request. Ask an administrator to name another approver.`,
    };
  }
  if (profile.witnesses.length === 0 || witnesses.length > 0) return undefined;
  return {
    code: 'policy.nobody_can_witness',
    sentence: `“${profile.name}” lacks a witness: nobody is a witness of their own request. Ask an administrator to name another witness.`,
  };
}

export type { ApproverCandidate, CandidateRole };
