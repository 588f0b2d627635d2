import { CIRCLE_JOB_ROLES, isInCircle } from './circle';
import type { ApproverRoute, PersonFacts, ProfileRules } from './facts';
import type { Organisation } from './organisation';
import { allOf, anyOf } from './words';

/** Whom a way finds, by today's facts; the requester too, whom the routing leaves out. */
export function peopleOn(
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

/** Whether this way finds them for anybody who asks. */
export const mayBeFoundOn = (
  route: ApproverRoute,
  profile: ProfileRules,
  person: PersonFacts,
  organisation: Organisation,
): boolean =>
  'managerOf' in route
    ? organisation.people.some(({ managerId }) => managerId === person.id)
    : peopleOn(route, profile, person, organisation).some(({ id }) => id === person.id);

/** What somebody is on this way, as it reads after "may approve as". */
export function roleOf(route: ApproverRoute, person: PersonFacts, organisation: Organisation): string {
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

/** "the CTO or the data protection officer"; with `each`, "the CTO and the data protection officer". */
export const routesInWords = (
  routes: readonly ApproverRoute[],
  organisation: Organisation,
  each = false,
): string => (each ? allOf : anyOf)(routes.map((route) => phraseOf(route, organisation)));
