import type { Finding, Path } from '../domain/fault';
import { finding, type Check } from './draft';

/** Lists in which an entry twice means nothing, and names that nobody could tell apart on the approval page. */
export const repetitions: Check = ({ sections }) => [
  ...[...sections.people].flatMap(([handle, { jobRoles }]) =>
    repeated(['people', handle, 'jobRoles'], jobRoles),
  ),
  ...[...sections.systems].flatMap(([name, { owners }]) => repeated(['systems', name, 'owners'], owners)),
  ...[...sections.entitlements].flatMap(([name, { settings }]) =>
    'memberOf' in settings
      ? repeated(['entitlements', name, 'settings', 'memberOf'], settings.memberOf)
      : repeated(['entitlements', name, 'settings', 'managedPolicyArns'], settings.managedPolicyArns),
  ),
  ...[...sections.accessProfiles].flatMap(([name, profile]) => [
    ...repeated(['accessProfiles', name, 'entitlements'], profile.entitlements),
    ...repeated(['accessProfiles', name, 'eligibleJobRoles'], profile.eligibleJobRoles),
    ...repeated(
      ['accessProfiles', name, 'notTogetherWith'],
      profile.notTogetherWith.map(({ profile: other }) => other),
    ),
    ...repeated(
      ['accessProfiles', name, 'prerequisites'],
      profile.prerequisites.map(({ kind }) => kind),
    ),
  ]),
  ...[...sections.identityProviders].flatMap(([name, { scopes, secondFactor }]) => [
    ...repeated(['identityProviders', name, 'scopes'], scopes),
    ...repeated(['identityProviders', name, 'secondFactor', 'amr'], secondFactor?.amr ?? []),
    ...repeated(['identityProviders', name, 'secondFactor', 'acr'], secondFactor?.acr ?? []),
  ]),
  ...sameName('identityProviders', sections.identityProviders),
  ...sameName('slackWorkspaces', sections.slackWorkspaces),
  ...sameName('systems', sections.systems),
  ...sameName('entitlements', sections.entitlements),
  ...sameName('accessProfiles', sections.accessProfiles),
];

const repeated = (path: Path, entries: readonly string[]): Finding[] =>
  entries.flatMap((entry, index) =>
    entries.indexOf(entry) === index
      ? []
      : [finding([...path, index], 'repeated', `\`${entry}\` stands in this list already.`)],
  );

function sameName(section: string, entries: ReadonlyMap<string, { readonly name: string }>): Finding[] {
  const first = new Map<string, string>();
  return [...entries].flatMap(([key, { name }]) => {
    const folded = name.toLowerCase().replaceAll(/\s+/g, ' ');
    const other = first.get(folded);
    first.set(folded, other ?? key);
    if (other === undefined) return [];
    return [
      finding(
        [section, key, 'name'],
        'same_name',
        `\`${other}\` has this name already; people could not tell them apart.`,
      ),
    ];
  });
}
