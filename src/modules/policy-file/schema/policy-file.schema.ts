import { z } from 'zod';
import { accessProfiles } from './access-profiles';
import { identityProviders } from './identity-providers';
import { directory, jobRoles, organisation, people, prerequisites, processingActivities } from './people';
import { ruleChanges } from './rule-changes';
import { slackWorkspaces } from './slack-workspaces';
import { entitlements, systems } from './systems';

/** The whole of sallyport.yaml. Strict: an unknown field is a misspelt rule, and a misspelt rule protects nobody. */
export const policyFileSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    organisation,
    ruleChanges,
    directory,
    jobRoles,
    prerequisites,
    people,
    identityProviders,
    slackWorkspaces,
    processingActivities,
    systems,
    entitlements,
    accessProfiles,
  })
  .meta({
    title: 'Sallyport policy file',
    description: 'Who works here, which systems there are, and who may ask for what under which rules.',
  });

export type PolicyFile = z.output<typeof policyFileSchema>;
export type PolicySection = Exclude<
  keyof PolicyFile,
  'version' | 'organisation' | 'ruleChanges' | 'directory'
>;

export const POLICY_SECTIONS = [
  'jobRoles',
  'prerequisites',
  'people',
  'identityProviders',
  'slackWorkspaces',
  'processingActivities',
  'systems',
  'entitlements',
  'accessProfiles',
] as const satisfies readonly PolicySection[];

export type FilePerson = PolicyFile['people'][string];
export type FileEntitlement = PolicyFile['entitlements'][string];
export type FileProfile = PolicyFile['accessProfiles'][string];

/** The sections as maps: a lookup may find nothing, and a key called `constructor` finds nothing inherited. */
export type PolicySections = {
  readonly [Section in PolicySection]: ReadonlyMap<string, PolicyFile[Section][string]>;
};

export const sectionsOf = (file: Pick<PolicyFile, PolicySection>): PolicySections => ({
  jobRoles: new Map(Object.entries(file.jobRoles)),
  prerequisites: new Map(Object.entries(file.prerequisites)),
  people: new Map(Object.entries(file.people)),
  identityProviders: new Map(Object.entries(file.identityProviders)),
  slackWorkspaces: new Map(Object.entries(file.slackWorkspaces)),
  processingActivities: new Map(Object.entries(file.processingActivities)),
  systems: new Map(Object.entries(file.systems)),
  entitlements: new Map(Object.entries(file.entitlements)),
  accessProfiles: new Map(Object.entries(file.accessProfiles)),
});

/** The same schema for editors: JSON Schema, draft 2020-12, of the file as it is written. */
export const policyFileJsonSchema = (): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(policyFileSchema, { target: 'draft-2020-12', io: 'input' });
