import { dateInWords } from '../../../policy';
import type { SaidStatus } from '../../domain/person-on-record';
import type { Met } from './read-row';

/** Names behind keys. */
export interface Titles {
  readonly jobRole: (key: string) => string;
  readonly prerequisite: (kind: string) => string;
  /** "nobody" for null. */
  readonly person: (handle: string | null) => string;
}

/** What of a person a list speaks of. */
export interface PersonWords {
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  readonly status: SaidStatus;
  readonly jobRoles: readonly string[];
  readonly manager: string | null;
  readonly met: ReadonlyMap<string, Met>;
}

export const LEAVES = 'leaves: sessions, tokens and access end';

const BEGINNING = {
  joins: (handle: string) => `joins as ${handle}`,
  'comes-back': (handle: string) =>
    `comes under the name ${handle}, which somebody has left: begins without password, second factor and job roles of before`,
} as const;

const STATUS: Readonly<Record<SaidStatus, string>> = {
  active: 'is active again',
  suspended: 'is suspended: sessions, tokens and access end',
  left: LEAVES,
};

/** Somebody whom no source managed until now. */
export const newWords = (person: PersonWords, how: keyof typeof BEGINNING, titles: Titles): string[] => [
  BEGINNING[how](person.handle),
  ...(person.status === 'active' ? [] : [person.status === 'left' ? 'has left already' : 'is suspended']),
  ...gains(person.jobRoles, titles),
  ...(person.manager === null ? [] : [`reports to ${titles.person(person.manager)}`]),
  ...[...person.met].map(([kind, met]) => recorded(kind, met, titles)),
];

/** What is different afterwards; nothing where nothing is. */
export const changeWords = (was: PersonWords, is: PersonWords, titles: Titles): string[] => [
  ...(was.status === is.status ? [] : [STATUS[is.status]]),
  ...(was.name === is.name ? [] : [`is called “${is.name}” instead of “${was.name}”`]),
  ...(was.email === is.email ? [] : [`has the e-mail address ${is.email} instead of ${was.email}`]),
  ...gains(
    is.jobRoles.filter((jobRole) => !was.jobRoles.includes(jobRole)),
    titles,
  ),
  ...was.jobRoles
    .filter((jobRole) => !is.jobRoles.includes(jobRole))
    .map((jobRole) => loses(jobRole, titles)),
  ...(was.manager === is.manager
    ? []
    : [`reports to ${titles.person(is.manager)} instead of ${titles.person(was.manager)}`]),
  ...metWords(was.met, is.met, titles),
];

const gains = (jobRoles: readonly string[], titles: Titles): string[] =>
  jobRoles.map((jobRole) => `gains the job role ${titles.jobRole(jobRole)}`);

const loses = (jobRole: string, titles: Titles): string =>
  `loses the job role ${titles.jobRole(jobRole)}: sessions end, and access that it alone allowed`;

function metWords(was: PersonWords['met'], is: PersonWords['met'], titles: Titles): string[] {
  const put = [...is].filter(([kind, met]) => !same(met, was.get(kind)));
  const taken = [...was.keys()].filter((kind) => !is.has(kind));
  return [
    ...put.map(([kind, met]) => recorded(kind, met, titles)),
    ...taken.map((kind) => `${titles.prerequisite(kind)}: what the list had on record is taken off it`),
  ];
}

const same = (one: Met, other: Met | undefined): boolean =>
  one.completedOn === other?.completedOn && one.validUntil === other.validUntil;

const recorded = (kind: string, { completedOn, validUntil }: Met, titles: Titles): string =>
  `${titles.prerequisite(kind)}: met on ${dateInWords(completedOn)}${validUntil === null ? '' : `, counts until ${dateInWords(validUntil)}`}`;
