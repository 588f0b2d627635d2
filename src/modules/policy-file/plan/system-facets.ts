import { durationInWords } from '../../policy';
import type { Json } from './change';
import { memberFacets, personalDataFacet, textFacet, type Facet } from './facet';
import type { ActivityState, EntitlementState, OrganisationState, SystemState } from './policy-state';
import type { Words } from './words';

export const organisationFacets = ({ name, dpoContact, burst }: OrganisationState): Facet[] => [
  textFacet('name', 'name', name),
  textFacet('dpoContact', 'contact of the data protection officer', dpoContact),
  {
    field: 'burst',
    label: 'requests of one person that are nothing to look at',
    value: { requests: burst.requests, within: burst.within },
    words: `${burst.requests} within ${durationInWords(burst.within)}`,
  },
];

export const activityFacets = (activity: ActivityState): Facet[] => [
  textFacet('title', 'title', activity.title),
  textFacet('purpose', 'purpose', activity.purpose),
  textFacet('legalBasis', 'legal basis', activity.legalBasis),
  ...memberFacets('dataCategories', activity.dataCategories, (category) => ({
    gained: `“${activity.title}” now concerns the category of data “${category}”`,
    lost: `“${activity.title}” no longer concerns the category of data “${category}”`,
  })),
];

export const systemFacets = (system: SystemState, words: Words): Facet[] => [
  textFacet('name', 'name', system.name),
  textFacet('kind', 'kind', system.kind),
  textFacet('environment', 'environment', system.environment),
  textFacet('credential', 'credential', system.credential),
  ...memberFacets('owners', system.owners, (owner) => ({
    gained: `${words.person(owner)} becomes an owner of “${system.name}”`,
    lost: `${words.person(owner)} is no longer an owner of “${system.name}”`,
  })),
  ...settingFacets(system.settings),
];

export const systemIntroduction = ({ kind, environment }: SystemState): string => `${kind}, ${environment}`;

export const entitlementIntroduction = ({ system, personalData }: EntitlementState, words: Words): string =>
  `in “${words.system(system)}”, ${personalData ? 'with' : 'without'} personal data`;

export const entitlementFacets = (entitlement: EntitlementState, words: Words): Facet[] => [
  textFacet('name', 'name', entitlement.name),
  textFacet('description', 'description', entitlement.description),
  {
    field: 'system',
    label: 'system',
    value: entitlement.system,
    words: `“${words.system(entitlement.system)}”`,
  },
  personalDataFacet(entitlement.personalData),
  ...settingFacets(entitlement.settings),
];

/** Settings belong to the connector, which alone knows what they mean. */
const settingFacets = (settings: Readonly<Record<string, unknown>>): Facet[] =>
  Object.keys(settings)
    .sort()
    .map((name) => ({
      field: `settings.${name}`,
      label: `setting ${name}`,
      value: settings[name] as Json,
      words: settingWords(settings[name]),
    }));

/** What is written as a word is quoted like every other, a list of them one by one; the rest as it is. */
const settingWords = (value: unknown): string => {
  if (typeof value === 'string') return `“${value}”`;
  const isList = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  return isList ? value.map((one: string) => `“${one}”`).join(', ') : JSON.stringify(value);
};
