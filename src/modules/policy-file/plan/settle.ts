import { mapValues, type PersonState, type PolicyState } from './policy-state';

/**
 * What the database shall hold afterwards: the desired state, and with it whatever the file no longer names. A person
 * has left, everything else is retired; nothing is deleted that a request, a grant or an audit event may point to.
 */
export function settle(current: PolicyState, desired: PolicyState): PolicyState {
  const accessProfiles = withRetired(current.accessProfiles, desired.accessProfiles);
  return {
    organisation: desired.organisation ?? current.organisation,
    ruleChanges: desired.ruleChanges ?? current.ruleChanges,
    accessProfiles,
    groups: desired.groups,
    elsewhere: new Map([...current.elsewhere].filter(([handle]) => !desired.people.has(handle))),
    people: new Map([
      ...mapValues(missing(current.people, desired.people), leaving),
      ...mapValues(desired.people, withoutRolesOnceGone),
    ]),
    identityProviders: withRetired(current.identityProviders, desired.identityProviders),
    slackWorkspaces: withRetired(current.slackWorkspaces, desired.slackWorkspaces),
    processingActivities: withRetired(current.processingActivities, desired.processingActivities),
    systems: withRetired(current.systems, desired.systems),
    entitlements: withRetired(current.entitlements, desired.entitlements),
    jobRoles: new Map([...stillNamed(current, desired), ...desired.jobRoles]),
  };
}

/** The manager stays for the record; job roles go, so that a return begins with none. */
const leaving = (person: PersonState): PersonState => ({ ...person, status: 'left', jobRoles: [] });

const withoutRolesOnceGone = (person: PersonState): PersonState =>
  person.status === 'left' ? leaving(person) : person;

const missing = <Entry>(current: ReadonlyMap<string, Entry>, desired: ReadonlyMap<string, unknown>) =>
  new Map([...current].filter(([key]) => !desired.has(key)));

const withRetired = <Entry extends { readonly retired: boolean }>(
  current: ReadonlyMap<string, Entry>,
  desired: ReadonlyMap<string, Entry>,
): Map<string, Entry> =>
  new Map([...mapValues(missing(current, desired), (entry) => ({ ...entry, retired: true })), ...desired]);

/** A job role has no life of its own: it goes once not even a retired profile names it. */
function stillNamed(current: PolicyState, desired: PolicyState): PolicyState['jobRoles'] {
  const retired = missing(current.accessProfiles, desired.accessProfiles);
  const named = new Set([...retired.values()].flatMap(({ rules }) => rules.eligibleJobRoles));
  return new Map([...missing(current.jobRoles, desired.jobRoles)].filter(([key]) => named.has(key)));
}
