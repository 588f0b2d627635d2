import {
  allOf,
  approvalStepInWords,
  calendarAgeInWords,
  dateInWords,
  durationInWords,
  type PrerequisiteRule,
  routesInWords,
  type SeparationApproval,
  type SeparationException,
  useHoursInWords,
} from '../../policy';
import type { Json } from './change';
import { memberFacets, NOTHING, personalDataFacet, textFacet, type Facet } from './facet';
import type { ProfileState } from './policy-state';
import type { Words } from './words';

export const profileFacets = (profile: ProfileState, words: Words): Facet[] => [
  textFacet('name', 'name', profile.name),
  textFacet('description', 'description', profile.description),
  phrases('allows', 'what it allows', profile.allows),
  phrases('allowsNot', 'what it does not allow', profile.allowsNot),
  ...memberFacets('entitlements', profile.entitlements, (key) => ({
    gained: `“${profile.name}” now opens “${words.entitlement(key)}”`,
    lost: `“${profile.name}” no longer opens “${words.entitlement(key)}”`,
  })),
  textFacet('dataCategory', 'category of data', profile.dataCategory),
  textFacet('purpose', 'purpose', profile.purpose),
  {
    field: 'processingActivity',
    label: 'processing activity',
    value: profile.processingActivity,
    words: `“${words.activity(profile.processingActivity)}”`,
  },
  ...ruleFacets(profile, words),
];

/** What a reviewer of a new profile has to know at least: what data, for whom, for how long, and by whose leave. */
export function profileIntroduction({ rules }: ProfileState, words: Words): string {
  const eligible = allOf(rules.eligibleJobRoles.map(words.organisation.titleOf));
  const approvals = approvalsInWords(rules.approvals, words);
  return [
    rules.personalData ? 'personal data' : 'no personal data',
    `open to ${eligible}`,
    `for at most ${durationInWords(rules.duration.maximum)}`,
    rules.approvedByPolicy === null ? `approved by ${approvals}` : 'approved by the policy itself',
  ].join(', ');
}

const approvalsInWords = (steps: ProfileState['rules']['approvals'], words: Words): string =>
  steps.length === 0 ? NOTHING : allOf(steps.map((step) => approvalStepInWords(step, words.organisation)));

function ruleFacets({ name, rules }: ProfileState, words: Words): Facet[] {
  return [
    personalDataFacet(rules.personalData),
    ...memberFacets('eligibleJobRoles', rules.eligibleJobRoles, (jobRole) => ({
      gained: `“${name}” is now open to the job role ${words.organisation.titleOf(jobRole)}`,
      lost: `“${name}” is no longer open to the job role ${words.organisation.titleOf(jobRole)}`,
    })),
    seconds('duration.minimum', 'minimum duration', rules.duration.minimum),
    seconds('duration.default', 'default duration', rules.duration.default),
    seconds('duration.maximum', 'maximum duration', rules.duration.maximum),
    seconds('claimWindow', 'time to the first use', rules.claimWindow),
    seconds('startAhead', 'latest later start', rules.startAhead),
    seconds('stepUpMaxAge', 'maximum age of the second factor', rules.stepUpMaxAge),
    {
      field: 'minimumJustification',
      label: 'minimum justification',
      value: rules.minimumJustification,
      words: `${rules.minimumJustification} characters`,
    },
    ticketFacet(rules.ticket),
    {
      field: 'breakGlass',
      label: 'access without an approval (break-glass)',
      value: rules.breakGlass,
      words: rules.breakGlass === null ? NOTHING : `at most ${durationInWords(rules.breakGlass.maximum)}`,
    },
    {
      field: 'approvals',
      label: 'approvals',
      value: rules.approvals as unknown as Json,
      words: approvalsInWords(rules.approvals, words),
    },
    {
      field: 'approvalOrder',
      label: 'order of the approvals',
      value: rules.approvalOrder,
      words: rules.approvalOrder === 'together' ? 'all at once' : 'one after the other',
    },
    {
      field: 'approvedByPolicy',
      label: 'approval by the policy itself',
      value: rules.approvedByPolicy,
      words: rules.approvedByPolicy === null ? NOTHING : `“${rules.approvedByPolicy}”`,
    },
    {
      field: 'useHours',
      label: 'hours of use',
      value: rules.useHours as unknown as Json,
      words: rules.useHours === null ? 'always' : useHoursInWords(rules.useHours),
    },
    seconds('pauseAfterDenial', 'pause after a denial', rules.pauseAfterDenial),
    {
      field: 'witnesses',
      label: 'witnesses',
      value: rules.witnesses,
      words: rules.witnesses.length === 0 ? NOTHING : routesInWords(rules.witnesses, words.organisation),
    },
    ...rules.prerequisites.flatMap((rule) => prerequisiteFacets(name, rule)),
    ...memberFacets('notTogetherWith', rules.separateFrom, (key) => ({
      gained: `“${name}” now excludes “${words.profile(key)}”`,
      lost: `“${name}” no longer excludes “${words.profile(key)}”`,
    })),
    {
      field: 'extraApprovers',
      label: 'extra approvers in place of the separation of duties',
      value: rules.separationApprovals as unknown as Json,
      words: extraApproversInWords(rules.separationApprovals, words),
    },
    {
      field: 'separationExceptions',
      label: 'exceptions from the separation of duties',
      value: rules.separationExceptions as unknown as Json,
      words: exceptionsInWords(rules.separationExceptions, words),
    },
  ];
}

const extraApproversInWords = (approvals: readonly SeparationApproval[], words: Words): string =>
  approvals.length === 0
    ? NOTHING
    : approvals
        .map(
          ({ profileId, by }) =>
            `${routesInWords(by, words.organisation)} for “${words.profile(profileId)}” held as well`,
        )
        .join('; ');

const exceptionsInWords = (exceptions: readonly SeparationException[], words: Words): string =>
  exceptions.length === 0
    ? NOTHING
    : exceptions
        .map(
          ({ personId, profileId, until, reason }) =>
            `${words.person(personId)} with “${words.profile(profileId)}” until ${dateInWords(until)} (“${reason}”)`,
        )
        .join('; ');

function prerequisiteFacets(profile: string, { kind, title, remedy, maxAge }: PrerequisiteRule): Facet[] {
  const field = `prerequisites.${kind}`;
  const age = maxAge === null ? 'once' : `at most ${calendarAgeInWords(maxAge)} old`;
  return [
    {
      field,
      label: `age of the ${title}`,
      // Wrapped, so that "once is enough" is a value and not the absence of one.
      value: { maxAge: maxAge as Json },
      words: age,
      gained: `“${profile}” now requires the ${title} (${age})`,
      lost: `“${profile}” no longer requires the ${title}`,
    },
    { ...textFacet(`${field}.title`, `title of the prerequisite ${kind}`, title), detail: true },
    { ...textFacet(`${field}.remedy`, `advice about the ${title}`, remedy), detail: true },
  ];
}

const ticketFacet = (ticket: ProfileState['rules']['ticket']): Facet => ({
  field: 'ticket',
  label: 'ticket',
  value: ticket,
  words: ticket === null ? NOTHING : `${ticket.pattern} (${ticket.required ? 'required' : 'optional'})`,
});

const seconds = (field: string, label: string, value: number): Facet => ({
  field,
  label,
  value,
  words: durationInWords(value),
});

const phrases = (field: string, label: string, value: readonly string[]): Facet => ({
  field,
  label,
  value,
  words: value.length === 0 ? NOTHING : `“${value.join('; ')}”`,
});
