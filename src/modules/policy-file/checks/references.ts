import type { ApproverRoute } from '../../policy';
import type { Finding, Path } from '../domain/fault';
import { didYouMean } from '../domain/nearest';
import type { PolicySection } from '../schema/policy-file.schema';
import { finding, type Check, type Draft } from './draft';

const NOUNS: Readonly<Record<PolicySection, string>> = {
  jobRoles: 'job role',
  prerequisites: 'prerequisite',
  people: 'person',
  identityProviders: 'identity provider',
  slackWorkspaces: 'Slack workspace',
  processingActivities: 'processing activity',
  systems: 'system',
  entitlements: 'entitlement',
  accessProfiles: 'access profile',
};

interface Reference {
  readonly path: Path;
  readonly to: PolicySection;
  readonly name: string;
  /** `key` where the reference is itself the key of a map. */
  readonly at?: Finding['at'];
}

/** Every name that the file uses has to be the name of something in the file. */
export const unknownReferences: Check = (draft) =>
  references(draft)
    .filter(({ to, name }) => !draft.names[to].has(name))
    .map(({ path, to, name, at }) =>
      finding(
        path,
        `unknown_${to}`,
        `There is no ${NOUNS[to]} \`${name}\`.${didYouMean(name, draft.names[to])}`,
        at,
      ),
    );

const references = (draft: Draft): Reference[] => [
  ...personReferences(draft),
  ...systemReferences(draft),
  ...profileReferences(draft),
];

const listed = (path: Path, to: PolicySection, names: readonly string[]): Reference[] =>
  names.map((name, index) => ({ path: [...path, index], to, name }));

const single = (path: Path, to: PolicySection, name: string | undefined): Reference[] =>
  name === undefined ? [] : [{ path, to, name }];

const personReferences = ({ sections }: Draft): Reference[] =>
  [...sections.people].flatMap(([handle, person]) => {
    const path = ['people', handle];
    return [
      ...listed([...path, 'jobRoles'], 'jobRoles', person.jobRoles),
      ...single([...path, 'manager'], 'people', person.manager),
      ...single([...path, 'secondAccountOf'], 'people', person.secondAccountOf),
      ...Object.keys(person.prerequisites).map((kind) => ({
        path: [...path, 'prerequisites', kind],
        to: 'prerequisites' as const,
        name: kind,
        at: 'key' as const,
      })),
    ];
  });

const systemReferences = ({ sections }: Draft): Reference[] => [
  ...[...sections.systems].flatMap(([name, { owners }]) =>
    listed(['systems', name, 'owners'], 'people', owners),
  ),
  ...[...sections.entitlements].flatMap(([name, { system }]) =>
    single(['entitlements', name, 'system'], 'systems', system),
  ),
];

const profileReferences = ({ sections }: Draft): Reference[] =>
  [...sections.accessProfiles].flatMap(([name, profile]) => {
    const path = ['accessProfiles', name];
    return [
      ...listed([...path, 'entitlements'], 'entitlements', profile.entitlements),
      ...single([...path, 'processingActivity'], 'processingActivities', profile.processingActivity),
      ...listed([...path, 'eligibleJobRoles'], 'jobRoles', profile.eligibleJobRoles),
      ...profile.notTogetherWith.flatMap(({ profile: other, extraApprover }, index) => {
        const at = [...path, 'notTogetherWith', index];
        return [
          ...single(extraApprover === null ? at : [...at, 'profile'], 'accessProfiles', other),
          ...routeReferences([...at, 'extraApprover'], extraApprover ?? []),
        ];
      }),
      ...profile.separationExceptions.flatMap(({ person, profile: other }, index) => {
        const at = [...path, 'separationExceptions', index];
        return [
          ...single([...at, 'person'], 'people', person),
          ...single([...at, 'profile'], 'accessProfiles', other),
        ];
      }),
      ...profile.prerequisites.flatMap(({ kind }, index) =>
        single([...path, 'prerequisites', index, 'kind'], 'prerequisites', kind),
      ),
      ...profile.approvals.flatMap(({ by, ofEach, escalation }, step) => {
        const at = [...path, 'approvals', step];
        return [
          ...routeReferences([...at, ofEach ? 'allOf' : 'by'], by),
          ...routeReferences([...at, 'escalateTo'], escalation?.to ?? []),
        ];
      }),
      ...routeReferences([...path, 'witnesses'], profile.witnesses),
    ];
  });

const routeReferences = (path: Path, routes: readonly ApproverRoute[]): Reference[] =>
  routes.flatMap((route, index) => {
    if ('jobRole' in route) return single([...path, index, 'jobRole'], 'jobRoles', route.jobRole);
    return 'person' in route ? single([...path, index, 'person'], 'people', route.person) : [];
  });
