import { durationInWords } from '../../policy';
import { AREAS, type Area, type Change, type Json } from './change';
import { identityProviderFacets } from './identity-provider-facets';
import { facetChanges, type Facet } from './facet';
import { personFacets } from './person-facets';
import type { IdentityProviderState, PersonState, PolicyState, SlackWorkspaceState } from './policy-state';
import { profileFacets, profileIntroduction } from './profile-facets';
import { ruleChangesFacets } from './rule-changes-facets';
import { settle } from './settle';
import { slackWorkspaceFacets } from './slack-workspace-facets';
import {
  activityFacets,
  entitlementFacets,
  entitlementIntroduction,
  organisationFacets,
  systemFacets,
  systemIntroduction,
} from './system-facets';
import { wordsOf, type Words } from './words';

/** How one kind of entry speaks of itself. */
interface Speech<Entry> {
  readonly area: Area;
  readonly subject: (entry: Entry, key: string) => string;
  readonly added: (subject: string, entry: Entry, key: string) => string;
  readonly removed: (subject: string, key: string) => string;
  readonly returned: (subject: string, key: string, entry: Entry) => string;
  /** Still there, and no longer in force. */
  readonly gone: (entry: Entry) => boolean;
  readonly facets: (entry: Entry) => Facet[];
}

/**
 * The differences between what is and what the file asks for: areas in a fixed order, keys in alphabetical order within
 * them. Pure; the same two states always give the same list, and a settled state gives none.
 */
export function planChanges(current: PolicyState, desired: PolicyState): Change[] {
  const settled = settle(current, desired);
  const words = wordsOf(current, settled);
  const changes = [
    ...sectionChanges(whole(current.organisation), whole(settled.organisation), organisationSpeech),
    ...sectionChanges(whole(current.ruleChanges), whole(settled.ruleChanges), ruleChangesSpeech),
    ...sectionChanges(current.jobRoles, settled.jobRoles, jobRoleSpeech),
    ...sectionChanges(current.groups, settled.groups, groupSpeech(words)),
    ...sectionChanges(current.people, settled.people, personSpeech(words)),
    ...sectionChanges(current.identityProviders, settled.identityProviders, identityProviderSpeech),
    ...sectionChanges(current.slackWorkspaces, settled.slackWorkspaces, slackWorkspaceSpeech),
    ...sectionChanges(current.processingActivities, settled.processingActivities, activitySpeech),
    ...sectionChanges(
      current.systems,
      settled.systems,
      namedSpeech('system', systemFacets, systemIntroduction, words),
    ),
    ...sectionChanges(
      current.entitlements,
      settled.entitlements,
      namedSpeech('entitlement', entitlementFacets, entitlementIntroduction, words),
    ),
    ...sectionChanges(
      current.accessProfiles,
      settled.accessProfiles,
      namedSpeech('access-profile', profileFacets, profileIntroduction, words),
    ),
  ];
  return changes.sort((one, other) => AREAS.indexOf(one.area) - AREAS.indexOf(other.area));
}

function sectionChanges<Entry>(
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
  speech: Speech<Entry>,
): Change[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key) => entryChanges(key, before.get(key), after.get(key), speech));
}

function entryChanges<Entry>(
  key: string,
  before: Entry | undefined,
  after: Entry | undefined,
  speech: Speech<Entry>,
): Change[] {
  const whole = (kind: Change['kind'], sentence: string): Change => ({
    area: speech.area,
    kind,
    key,
    field: undefined,
    sentence,
    before: snapshot(before, speech),
    after: snapshot(after, speech),
  });
  if (before === undefined) {
    return after === undefined ? [] : [whole('add', speech.added(speech.subject(after, key), after, key))];
  }
  const subject = speech.subject(after ?? before, key);
  if (after === undefined) return [whole('remove', speech.removed(subject, key))];
  const changed = facetChanges(
    { area: speech.area, key, subject },
    speech.facets(before),
    speech.facets(after),
  );
  if (speech.gone(after) && !speech.gone(before)) {
    // Whatever else the entry says now is told as well: it would come back with it, unseen.
    return [
      whole('remove', speech.removed(subject, key)),
      ...changed.filter(({ field }) => !goesWith(field)),
    ];
  }
  return speech.gone(before) && !speech.gone(after)
    ? [
        whole('add', speech.returned(subject, key, after)),
        ...changed.filter(({ field }) => field !== 'status'),
      ]
    : changed;
}

const goesWith = (field: string | undefined): boolean =>
  field === 'status' || (field?.startsWith('jobRoles.') ?? false);

const snapshot = <Entry>(entry: Entry | undefined, { facets }: Speech<Entry>): Json =>
  entry === undefined ? null : Object.fromEntries(facets(entry).map(({ field, value }) => [field, value]));

/** Of what there is one of. */
const whole = <Entry>(entry: Entry | undefined): Map<string, Entry> =>
  new Map(entry === undefined ? [] : [['organisation', entry]]);

const never = (): boolean => false;

const organisationSpeech: Speech<NonNullable<PolicyState['organisation']>> = {
  area: 'organisation',
  subject: () => 'Organisation',
  added: (_, { name }) => `The organisation is called “${name}”`,
  removed: (subject) => `${subject} is removed`,
  returned: (subject) => `${subject} returns`,
  gone: never,
  facets: organisationFacets,
};

const ruleChangesSpeech: Speech<NonNullable<PolicyState['ruleChanges']>> = {
  area: 'rule-changes',
  subject: () => 'Changes of these rules',
  added: (_, { circleDelay }) =>
    `A change of the circle waits ${durationInWords(circleDelay)} after its last approval`,
  removed: (subject) => `${subject} are removed`,
  returned: (subject) => `${subject} return`,
  gone: never,
  facets: ruleChangesFacets,
};

const jobRoleSpeech: Speech<{ readonly title: string }> = {
  area: 'job-role',
  subject: (_, key) => `Job role ${key}`,
  added: (subject, { title }) => `${subject} is new: “${title}”`,
  removed: (subject) => `${subject} is removed`,
  returned: (subject) => `${subject} returns`,
  gone: never,
  facets: ({ title }) => [{ field: 'title', label: 'title', value: title, words: `“${title}”` }],
};

const groupSpeech = ({ organisation }: Words): Speech<string> => ({
  area: 'group',
  subject: (_, name) => `“${name}”`,
  added: (subject, jobRole) =>
    `The group ${subject} of the provisioning system gives the job role ${organisation.titleOf(jobRole)}`,
  removed: (subject) => `The group ${subject} of the provisioning system gives no job role any more`,
  returned: (subject) => `The group ${subject} returns`,
  gone: never,
  facets: (jobRole) => [
    { field: 'jobRole', label: 'job role', value: jobRole, words: organisation.titleOf(jobRole) },
  ],
});

const ELSEWHERE = { scim: 'the provisioning system', csv: 'the list of people (CSV)' } as const;

const ANEW = ': begins without password, second factors and prerequisites of before';

/** Who gets the invitation, and as whom they count: whoever approves a person has to see it. */
const knownAs = ({ email, secondAccountOf }: PersonState, { person }: Words): string =>
  `, reached at ${email}` +
  (secondAccountOf === null ? '' : `, as a second account of ${person(secondAccountOf)}`);

const personSpeech = (words: Words): Speech<PersonState> => ({
  area: 'person',
  subject: ({ name }) => name,
  added: (subject, person, key) => {
    const titles = person.jobRoles.map(words.organisation.titleOf).join(', ');
    const as = titles === '' ? '' : ` as ${titles}`;
    const from = words.elsewhere(key);
    const known = knownAs(person, words);
    return from === undefined
      ? `${subject} (${key}) joins${as}${known}`
      : `${subject} (${key}) is managed by this file from now on${as}${known}, and no longer by ${ELSEWHERE[from.source]}${from.hasLeft ? ANEW : ''}`;
  },
  removed: (subject, key) =>
    `${subject} (${key}) leaves: sessions, access and the right to approve end at once`,
  returned: (subject, key, person) => `${subject} (${key}) returns${knownAs(person, words)}${ANEW}`,
  gone: ({ status }) => status === 'left',
  facets: (person) => personFacets(person, words),
});

const retired = (entry: { readonly retired: boolean }): boolean => entry.retired;

const identityProviderSpeech: Speech<IdentityProviderState> = {
  area: 'identity-provider',
  subject: ({ name }) => `“${name}”`,
  added: (subject, { issuer }) => `${subject} may vouch for sign-ins: ${issuer}`,
  removed: (subject) => `${subject} no longer vouches for sign-ins: sessions that began there end`,
  returned: (subject) => `${subject} may vouch for sign-ins again`,
  gone: retired,
  facets: identityProviderFacets,
};

const slackWorkspaceSpeech: Speech<SlackWorkspaceState> = {
  area: 'slack-workspace',
  subject: ({ name }) => `The Slack workspace “${name}”`,
  added: (subject, { teamId }) => `${subject} (${teamId}) is connected: people ask and are asked there`,
  removed: (subject) => `${subject} is disconnected: nothing is sent to it or taken from it any more`,
  returned: (subject) => `${subject} is connected again`,
  gone: retired,
  facets: slackWorkspaceFacets,
};

const activitySpeech: Speech<NonNullable<ReturnType<PolicyState['processingActivities']['get']>>> = {
  area: 'processing-activity',
  subject: ({ title }) => `“${title}”`,
  added: (subject) => `The processing activity ${subject} is new`,
  removed: (subject) => `The processing activity ${subject} is retired`,
  returned: (subject) => `The processing activity ${subject} is taken up again`,
  gone: retired,
  facets: activityFacets,
};

const NOUNS = { system: 'system', entitlement: 'entitlement', 'access-profile': 'access profile' } as const;

const namedSpeech = <Entry extends { readonly name: string; readonly retired: boolean }>(
  area: keyof typeof NOUNS,
  facets: (entry: Entry, words: Words) => Facet[],
  introduction: (entry: Entry, words: Words) => string,
  words: Words,
): Speech<Entry> => ({
  area,
  subject: ({ name }) => `“${name}”`,
  added: (subject, entry) => `The ${NOUNS[area]} ${subject} is new: ${introduction(entry, words)}`,
  removed: (subject) =>
    `The ${NOUNS[area]} ${subject} is retired: nobody can ask for it, and access by it ends`,
  returned: (subject) => `The ${NOUNS[area]} ${subject} is offered again`,
  gone: retired,
  facets: (entry) => facets(entry, words),
});
