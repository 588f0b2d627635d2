import { organisationOf, type Organisation } from '../../policy';
import type { PersonElsewhere, PolicyState } from './policy-state';

/** Names and titles behind keys, taken from what shall be and, for what goes, from what was. */
export interface Words {
  readonly organisation: Organisation;
  readonly person: (handle: string) => string;
  /** Who manages a person whom the file does not name yet. */
  readonly elsewhere: (handle: string) => PersonElsewhere | undefined;
  readonly system: (key: string) => string;
  readonly entitlement: (key: string) => string;
  readonly activity: (key: string) => string;
  readonly profile: (key: string) => string;
  /** "security training" for `security-training`. */
  readonly prerequisite: (kind: string) => string;
}

export function wordsOf(current: PolicyState, settled: PolicyState): Words {
  const named = (section: 'people' | 'systems' | 'entitlements' | 'accessProfiles') => (key: string) =>
    (settled[section].get(key) ?? current[section].get(key))?.name ?? key;
  const titles = [current, settled].flatMap(({ jobRoles }) =>
    [...jobRoles].map(([key, { title }]) => [key, title]),
  );
  const prerequisites = new Map(
    [current, settled]
      .flatMap(({ accessProfiles }) => [...accessProfiles.values()])
      .flatMap(({ rules }) => rules.prerequisites.map(({ kind, title }) => [kind, title] as const)),
  );
  return {
    organisation: organisationOf(
      [...new Map([...current.people, ...settled.people])].map(([id, person]) => ({
        ...person,
        id,
        managerId: person.manager,
      })),
      Object.fromEntries(titles) as Record<string, string>,
    ),
    person: named('people'),
    elsewhere: (handle) => current.elsewhere.get(handle),
    system: named('systems'),
    entitlement: named('entitlements'),
    profile: named('accessProfiles'),
    activity: (key) =>
      (settled.processingActivities.get(key) ?? current.processingActivities.get(key))?.title ?? key,
    prerequisite: (kind) => prerequisites.get(kind) ?? kind.replaceAll('-', ' '),
  };
}
