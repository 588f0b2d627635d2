import { calendarDate } from './calendar';
import type { ApprovalStep, PersonFacts, ProfileRules, Reason } from './facts';
import { sameHuman, type Organisation } from './organisation';

export type Separated = Pick<
  ProfileRules,
  'id' | 'name' | 'separateFrom' | 'separationApprovals' | 'separationExceptions'
>;

/** A profile that the same human being, by whichever account, holds at this moment, with its own rules. */
export interface HeldProfile extends Separated {
  /** Ids of the profiles together with which this very grant was approved by an extra approver. */
  readonly approvedWith: readonly string[];
}

/** A held profile that the one which is asked for may be held with by an extra approval; the name as it was shown. */
export interface SeparationConflict {
  readonly profileId: string;
  readonly name: string;
}

export interface SeparationFacts {
  readonly person: PersonFacts;
  readonly profile: Separated;
  readonly held: readonly HeldProfile[];
  readonly organisation: Organisation;
  readonly now: Date;
}

/** Held profiles whose conflict with this one an extra approval settles. Whoever asks is told, and an extra approver asked. */
export function conflictsToApprove(facts: SeparationFacts): SeparationConflict[] {
  const names = conflictsOf(facts)
    .filter((other) => isSettledByApproval(facts.profile, other))
    .map(({ id, name }) => [id, name] as const);
  return [...new Map(names)].map(([profileId, name]) => ({ profileId, name }));
}

/** Nobody holds both, unless an extra approver agrees. */
export const isSettledByApproval = (one: Separated, other: Separated): boolean =>
  extraApprovers(one, other).length > 0;

/**
 * Separation of duties: why the held profiles exclude this one. An extra approval that covers a pair stands with the grant
 * that came second, so it is looked for on both sides: `approvedWith` of this one, and that of the held one.
 */
export function separationReasons(facts: SeparationFacts, approvedWith: readonly string[]): Reason[] {
  const { profile } = facts;
  return conflictsOf(facts).flatMap((other) => {
    if (!isSettledByApproval(profile, other)) return [refusal(profile, other)];
    const isApproved = approvedWith.includes(other.id) || other.approvedWith.includes(profile.id);
    return isApproved ? [] : [missingApproval(profile, other)];
  });
}

/** The rules of a profile with a further stage for each conflict that somebody else has to approve; it comes last. */
export const withExtraApprovals = <Rules extends ProfileRules>(
  rules: Rules,
  conflicts: readonly SeparationConflict[],
  others: readonly Separated[],
): Rules => ({
  ...rules,
  approvals: [...rules.approvals, ...conflicts.flatMap((conflict) => extraSteps(rules, conflict, others))],
});

const extraSteps = (
  rules: ProfileRules,
  { profileId, name }: SeparationConflict,
  others: readonly Separated[],
): ApprovalStep[] =>
  others
    .filter(({ id }) => id === profileId)
    .slice(0, 1)
    .flatMap((other) => extraApprovers(rules, other))
    .map(({ by }) => ({ count: 1, by, heldTogetherWith: name }));

/** The held profiles that exclude this one, in either direction, where no exception lets this human being hold both. */
function conflictsOf({ profile, held, ...about }: SeparationFacts): HeldProfile[] {
  return held
    .filter((other) => excludes(profile, other) || excludes(other, profile))
    .filter((other) => !isExcepted(profile, other, about) && !isExcepted(other, profile, about));
}

const excludes = ({ separateFrom }: Separated, { id }: Separated): boolean => separateFrom.includes(id);

/** Of every rule that excludes the pair; none where one of these rules refuses it. */
function extraApprovers(one: Separated, other: Separated): ProfileRules['separationApprovals'] {
  const found = [
    [one, other],
    [other, one],
  ].flatMap(([from, to]) =>
    excludes(from, to) ? [from.separationApprovals.find(({ profileId }) => profileId === to.id)] : [],
  );
  return found.every((rule) => rule !== undefined) ? found : [];
}

const refusal = (profile: Separated, other: Separated): Reason => ({
  code: 'policy.separated_duties',
  sentence: `Nobody may hold “${profile.name}” together with “${other.name}”. End or withdraw that one first, or let somebody else take this task.`,
});

export const EXTRA_APPROVAL_MISSING = 'policy.extra_approval_missing';

const missingApproval = (profile: Separated, other: Separated): Reason => ({
  code: EXTRA_APPROVAL_MISSING,
  sentence: `Nobody may hold “${profile.name}” together with “${other.name}” without an extra approval, and nobody was asked for one. End one of them, or ask for one of them again.`,
});

function isExcepted(
  { separationExceptions }: Separated,
  { id }: Separated,
  { person, organisation, now }: Pick<SeparationFacts, 'person' | 'organisation' | 'now'>,
): boolean {
  return separationExceptions.some(({ profileId, personId, until }) => {
    const excepted = organisation.person(personId);
    return (
      profileId === id && excepted !== undefined && sameHuman(excepted, person) && calendarDate(now) <= until
    );
  });
}
