import { Injectable } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import {
  type AccessProfile,
  CatalogRepository,
  type Entitlement,
  SlackWorkspaceRepository,
  type System,
} from '../../catalog';
import { DirectoryRepository, GroupJobRoles, type Person } from '../../directory';
import { IdentityProviderRepository } from '../../identity';
import type {
  EntitlementState,
  IdentityProviderState,
  PersonState,
  ProfileState,
  SystemState,
} from '../plan/policy-state';
import type { StoredPolicy } from './policy-ids';
import { translateExceptions, translateRoutes, translateSeparationApprovals, translateSteps } from './routes';
import { RuleChangesRepository } from './rule-changes.repository';

/** The policy as the database holds it, told in keys. */
@Injectable()
export class ReadPolicyState {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly groupJobRoles: GroupJobRoles,
    private readonly catalog: CatalogRepository,
    private readonly providers: IdentityProviderRepository,
    private readonly ruleChanges: RuleChangesRepository,
    private readonly workspaces: SlackWorkspaceRepository,
  ) {}

  async read(from: Reader): Promise<StoredPolicy> {
    const everybody = await this.directory.people(from);
    // The file compares itself with its own people only: those of other sources are nothing that it leaves out.
    const people = everybody.filter(({ source }) => source === 'file' || source === 'none');
    const prerequisites = await this.directory.prerequisitesBy(from, 'file');
    const groups = await this.groupJobRoles.mapping(from);
    const jobRoles = await this.directory.jobRoles(from);
    const organisation = await this.catalog.organisation(from);
    const ruleChanges = await this.ruleChanges.find(from);
    const providers = await this.providers.all(from);
    const workspaces = await this.workspaces.all(from);
    const activities = await this.catalog.processingActivities(from);
    const systems = await this.catalog.systems(from);
    const entitlements = await this.catalog.entitlements(from);
    const profiles = await this.catalog.profiles(from);

    const handle = namesOf(everybody.map(({ id, handle: key }) => ({ id, key })));
    const systemKey = namesOf(systems);
    const profileKey = namesOf(profiles);
    return {
      ids: {
        people: new Map(everybody.map(({ id, handle: key }) => [key, id])),
        identityProviders: idsOf(providers),
        slackWorkspaces: idsOf(workspaces),
        processingActivities: idsOf(activities),
        systems: idsOf(systems),
        entitlements: idsOf(entitlements),
        accessProfiles: idsOf(profiles),
      },
      state: {
        organisation,
        ruleChanges,
        jobRoles: new Map(jobRoles.map(({ key, title }) => [key, { title }])),
        people: new Map(
          people.map((person) => [person.handle, personState(person, handle, prerequisites.get(person.id))]),
        ),
        elsewhere: new Map(
          everybody.flatMap(({ handle: key, source, saidStatus }) =>
            source === 'scim' || source === 'csv'
              ? [[key, { source, hasLeft: saidStatus === 'left' }] as const]
              : [],
          ),
        ),
        groups,
        identityProviders: new Map(
          providers.map(({ id: _, key, ...provider }) => [key, providerState(provider)]),
        ),
        slackWorkspaces: new Map(workspaces.map(({ id: _, key, ...workspace }) => [key, workspace])),
        processingActivities: new Map(activities.map(({ id: _, key, ...activity }) => [key, activity])),
        systems: new Map(systems.map((system) => [system.key, systemState(system, handle)])),
        entitlements: new Map(entitlements.map((right) => [right.key, entitlementState(right, systemKey)])),
        accessProfiles: new Map(
          profiles.map((profile) => [profile.key, profileState(profile, handle, profileKey)]),
        ),
      },
    };
  }
}

type NameOf = (id: string) => string;

const idsOf = (rows: readonly { readonly id: string; readonly key: string }[]): Map<string, string> =>
  new Map(rows.map(({ id, key }) => [key, id]));

/** Every reference is a foreign key or was written by us, so a name that is missing is a damaged database. */
function namesOf(rows: readonly { readonly id: string; readonly key: string }[]): NameOf {
  const keys = new Map(rows.map(({ id, key }) => [id, key]));
  return (id) => {
    const key = keys.get(id);
    if (key === undefined) throw new Error(`The database refers to ${id}, which is not there.`);
    return key;
  };
}

const personState = (
  person: Person,
  handle: NameOf,
  prerequisites: PersonState['prerequisites'] = {},
): PersonState => ({
  name: person.name,
  email: person.email,
  status: person.saidStatus,
  jobRoles: [...person.jobRoles].sort(),
  manager: person.managerId === null ? null : handle(person.managerId),
  secondAccountOf: person.secondAccountOf === null ? null : handle(person.secondAccountOf),
  prerequisites,
});

const providerState = (provider: IdentityProviderState): IdentityProviderState => ({
  ...provider,
  scopes: [...provider.scopes].sort(),
});

const systemState = (system: System, handle: NameOf): SystemState => ({
  name: system.name,
  kind: system.kind,
  environment: system.environment,
  owners: system.ownerIds.map(handle).sort(),
  credential: system.credentialReference,
  settings: system.settings,
  retired: system.retired,
});

const entitlementState = (entitlement: Entitlement, systemKey: NameOf): EntitlementState => ({
  system: systemKey(entitlement.systemId),
  name: entitlement.name,
  description: entitlement.description,
  personalData: entitlement.personalData,
  settings: entitlement.settings,
  retired: entitlement.retired,
});

function profileState(profile: AccessProfile, handle: NameOf, profileKey: NameOf): ProfileState {
  const { id: _id, name, retired, systemOwnerIds: _owners, ...rules } = profile.rules;
  return {
    name,
    retired,
    description: profile.description,
    allows: profile.allows,
    allowsNot: profile.allowsNot,
    entitlements: profile.entitlements.map(({ key }) => key).sort(),
    dataCategory: profile.dataCategory,
    purpose: profile.purpose,
    processingActivity: profile.processingActivity.key,
    rules: {
      ...rules,
      eligibleJobRoles: [...rules.eligibleJobRoles].sort(),
      approvals: translateSteps(rules.approvals, handle),
      witnesses: translateRoutes(rules.witnesses, handle),
      separateFrom: rules.separateFrom.map(profileKey).sort(),
      separationApprovals: translateSeparationApprovals(rules.separationApprovals, handle, profileKey),
      separationExceptions: translateExceptions(rules.separationExceptions, handle, profileKey),
    },
  };
}
