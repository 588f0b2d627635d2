import { emptyPlaces } from './assignment';
import { isInCircle, CIRCLE_JOB_ROLES } from './circle';
import type { ApprovalStep, ApproverRoute, PersonFacts, ProfileRules, Reason } from './facts';
import { humanOf, sameHuman, type Organisation } from './organisation';
import { allOf, anyOf, counted } from './words';

export interface ApproverCandidate {
  readonly person: PersonFacts;
  /** "Camille Petit may approve as data protection officer." */
  readonly because: string;
}

export interface ApprovalStage {
  readonly count: number;
  /** Who is asked, as a phrase: "the other person of the personal-data circle or the data protection officer". */
  readonly asked: string;
  readonly candidates: readonly ApproverCandidate[];
}

export interface ApprovalPlan {
  /** Distinct human beings needed, over all stages. */
  readonly required: number;
  readonly stages: readonly ApprovalStage[];
  /** Everybody who may decide, once each, in a stable order. */
  readonly candidates: readonly ApproverCandidate[];
  /** Present when there are too few people: then nothing can be asked for, and nothing is ever approved by itself. */
  readonly impossible: Reason | undefined;
}

/** Who has to approve what `requester` asks for, by today's facts. Never the requester, by either account (I1). */
export function approvalPlan(
  profile: ProfileRules,
  requester: PersonFacts,
  organisation: Organisation,
): ApprovalPlan {
  const stages = profile.approvals.map(({ count, by }) => ({
    count,
    asked: askedInWords(by, organisation),
    candidates: candidatesOf(by, profile, requester, organisation),
  }));
  return {
    required: stages.reduce((sum, { count }) => sum + count, 0),
    stages,
    candidates: distinct(stages.flatMap(({ candidates }) => candidates)),
    impossible: impossibility(profile, stages),
  };
}

const askedInWords = (by: readonly ApproverRoute[], organisation: Organisation): string =>
  anyOf(by.map((route) => phraseOf(route, organisation)));

/** "two approvers (the CTO or the data protection officer)". */
export const approvalStepInWords = ({ count, by }: ApprovalStep, organisation: Organisation): string =>
  `${counted(count, 'approver')} (${askedInWords(by, organisation)})`;

function candidatesOf(
  routes: readonly ApproverRoute[],
  profile: ProfileRules,
  requester: PersonFacts,
  organisation: Organisation,
): ApproverCandidate[] {
  const roles = new Map<PersonFacts, string[]>();
  for (const route of routes) {
    for (const person of peopleOn(route, profile, requester, organisation)) {
      if (person.status !== 'active' || sameHuman(person, requester)) continue;
      const role = roleOf(route, person, organisation);
      const known = roles.get(person);
      if (known === undefined) roles.set(person, [role]);
      else known.push(role);
    }
  }
  return [...roles].map(([person, as]) => ({
    person,
    because: `${person.name} may approve as ${allOf(new Set(as))}.`,
  }));
}

function peopleOn(
  route: ApproverRoute,
  profile: ProfileRules,
  requester: PersonFacts,
  organisation: Organisation,
): readonly PersonFacts[] {
  const known = (ids: readonly (string | null)[]): PersonFacts[] =>
    ids.flatMap((id) => (id === null ? [] : (organisation.person(id) ?? [])));
  if ('jobRole' in route) return organisation.activeHolders(route.jobRole);
  if ('person' in route) return known([route.person]);
  if ('managerOf' in route) return known([requester.managerId]);
  if ('systemOwner' in route) return known(profile.systemOwnerIds);
  return CIRCLE_JOB_ROLES.flatMap((jobRole) => organisation.activeHolders(jobRole));
}

function roleOf(route: ApproverRoute, person: PersonFacts, organisation: Organisation): string {
  if ('jobRole' in route) return organisation.titleOf(route.jobRole);
  if ('person' in route) return 'the person whom the profile names';
  if ('managerOf' in route) return 'manager of the requester';
  if ('systemOwner' in route) return 'owner of the system';
  const titles = person.jobRoles.filter((jobRole) => isInCircle({ jobRoles: [jobRole] }));
  return `the other person of the personal-data circle (${allOf(titles.map(organisation.titleOf))})`;
}

function phraseOf(route: ApproverRoute, organisation: Organisation): string {
  if ('jobRole' in route) return `the ${organisation.titleOf(route.jobRole)}`;
  if ('person' in route) return organisation.person(route.person)?.name ?? 'a person who is not known';
  if ('managerOf' in route) return 'the manager of the requester';
  if ('systemOwner' in route) return 'the owner of the system';
  return 'the other person of the personal-data circle';
}

function distinct(candidates: readonly ApproverCandidate[]): ApproverCandidate[] {
  const byId = new Map<string, ApproverCandidate>();
  for (const candidate of candidates) {
    if (!byId.has(candidate.person.id)) byId.set(candidate.person.id, candidate);
  }
  return [...byId.values()];
}

/**
 * How many places of each stage stay empty when the accounts that `available` lets through say yes. Whether somebody may
 * fill a place is asked of the account that says yes; how often, of the human being behind it.
 */
export const emptyPlacesOf = (
  stages: readonly ApprovalStage[],
  available: (accountId: string) => boolean,
): number[] =>
  emptyPlaces(
    stages.map(({ count, candidates }) => {
      const people = candidates.map(({ person }) => person).filter(({ id }) => available(id));
      return { count, candidates: new Set(people.map(humanOf)) };
    }),
  );

function impossibility(profile: ProfileRules, stages: readonly ApprovalStage[]): Reason | undefined {
  if (stages.length === 0) {
    return {
      code: 'policy.no_approval_route',
      sentence: `“${profile.name}” names no approvers, so nobody may approve it. Ask an administrator to correct the policy.`,
    };
  }
  const short = emptyPlacesOf(stages, () => true).flatMap((empty, index) =>
    empty === 0 ? [] : [`${counted(empty, 'approver')} for ${stages[index].asked}`],
  );
  if (short.length === 0) return undefined;
  return {
    code: 'policy.nobody_can_approve',
    sentence: `“${profile.name}” lacks ${allOf(short)}: nobody decides on their own request. Ask an administrator to name another approver.`,
  };
}
