import type { BurstLimit, ProfileRules } from '../../policy';
import type { SlackWorkspace } from '../../catalog';
import type { IdentityProvider } from '../../identity';
import { profileRules } from '../policy-facts';
import { sectionsOf, type PolicyFile } from '../schema/policy-file.schema';

/**
 * A whole policy, as the file wants it or as the database holds it: the same shape, and keys wherever one thing refers
 * to another, so that the two can be laid side by side.
 */
export interface PolicyState {
  readonly organisation: OrganisationState | undefined;
  /** undefined before the first file. */
  readonly ruleChanges: RuleChangesState | undefined;
  readonly jobRoles: ReadonlyMap<string, JobRoleState>;
  /** Name of a provisioning system's group → job role. */
  readonly groups: ReadonlyMap<string, string>;
  /** Handles that another source manages now: none of the file's business until it names them. */
  readonly elsewhere: ReadonlyMap<string, PersonElsewhere>;
  readonly people: ReadonlyMap<string, PersonState>;
  readonly identityProviders: ReadonlyMap<string, IdentityProviderState>;
  readonly slackWorkspaces: ReadonlyMap<string, SlackWorkspaceState>;
  readonly processingActivities: ReadonlyMap<string, ActivityState>;
  readonly systems: ReadonlyMap<string, SystemState>;
  readonly entitlements: ReadonlyMap<string, EntitlementState>;
  readonly accessProfiles: ReadonlyMap<string, ProfileState>;
}

export interface PersonElsewhere {
  readonly source: 'scim' | 'csv';
  readonly hasLeft: boolean;
}

export interface OrganisationState {
  readonly name: string;
  readonly dpoContact: string;
  readonly burst: BurstLimit;
}

/** How the rules themselves change. */
export type RuleChangesState = Readonly<PolicyFile['ruleChanges']>;

export interface JobRoleState {
  readonly title: string;
}

export interface PersonState {
  readonly name: string;
  readonly email: string;
  readonly status: 'active' | 'suspended' | 'left';
  readonly jobRoles: readonly string[];
  readonly manager: string | null;
  readonly secondAccountOf: string | null;
  readonly prerequisites: Readonly<Record<string, string>>;
}

interface Retirable {
  readonly retired: boolean;
}

/** Everything but the id and the key, which stand beside it. */
export type IdentityProviderState = Omit<IdentityProvider, 'id' | 'key'>;

export type SlackWorkspaceState = Omit<SlackWorkspace, 'id' | 'key'>;

export interface ActivityState extends Retirable {
  readonly title: string;
  readonly purpose: string;
  readonly dataCategories: readonly string[];
  readonly legalBasis: string;
}

export interface SystemState extends Retirable {
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  readonly owners: readonly string[];
  /** `env:NAME` or `file:/path`. */
  readonly credential: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface EntitlementState extends Retirable {
  readonly system: string;
  readonly name: string;
  readonly description: string;
  readonly personalData: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** `rules` speak in keys: of people in routes, of profiles in `separateFrom`; owners of systems are left to the systems. */
export interface ProfileState extends Retirable {
  readonly name: string;
  readonly description: string;
  readonly allows: readonly string[];
  readonly allowsNot: readonly string[];
  readonly entitlements: readonly string[];
  readonly dataCategory: string;
  readonly purpose: string;
  readonly processingActivity: string;
  readonly rules: Omit<ProfileRules, 'id' | 'name' | 'retired' | 'systemOwnerIds'>;
}

/** What the file asks for. */
export function desiredState(file: PolicyFile): PolicyState {
  const sections = sectionsOf(file);
  return {
    organisation: file.organisation,
    ruleChanges: file.ruleChanges,
    jobRoles: sections.jobRoles,
    groups: new Map(Object.entries(file.directory.groups)),
    elsewhere: new Map(),
    people: mapValues(sections.people, (person) => ({
      ...person,
      jobRoles: [...person.jobRoles].sort(),
      manager: person.manager ?? null,
      secondAccountOf: person.secondAccountOf ?? null,
    })),
    identityProviders: mapValues(
      sections.identityProviders,
      ({ clientSecret, maxAge, scopes, ...provider }) => ({
        ...offered(provider),
        clientSecretReference: clientSecret ?? null,
        scopes: [...scopes].sort(),
        secondFactor: {
          amr: [...(provider.secondFactor?.amr ?? [])].sort(),
          acr: [...(provider.secondFactor?.acr ?? [])].sort(),
        },
        maximumAge: maxAge ?? null,
      }),
    ),
    slackWorkspaces: mapValues(
      sections.slackWorkspaces,
      ({ name, team, app, apiUrl, botToken, signingSecret }) => ({
        ...offered({ name, teamId: team, appId: app, apiUrl }),
        botTokenReference: botToken,
        signingSecretReference: signingSecret,
      }),
    ),
    processingActivities: mapValues(sections.processingActivities, offered),
    systems: mapValues(sections.systems, (system) => ({
      ...offered(system),
      owners: [...system.owners].sort(),
    })),
    entitlements: mapValues(sections.entitlements, offered),
    accessProfiles: mapValues(sections.accessProfiles, (profile, key) => {
      const {
        id: _id,
        name,
        retired,
        systemOwnerIds: _owners,
        ...rules
      } = profileRules(key, profile, sections);
      return {
        name,
        retired,
        rules,
        description: profile.description,
        allows: profile.allows,
        allowsNot: profile.allowsNot,
        entitlements: [...profile.entitlements].sort(),
        dataCategory: profile.dataCategory,
        purpose: profile.purpose,
        processingActivity: profile.processingActivity,
      };
    }),
  };
}

const offered = <Entry extends object>(entry: Entry) => ({ ...entry, retired: false });

export const mapValues = <From, To>(
  entries: ReadonlyMap<string, From>,
  turn: (entry: From, key: string) => To,
): Map<string, To> => new Map([...entries].map(([key, entry]) => [key, turn(entry, key)]));
