import { isDeepStrictEqual } from 'node:util';

import { z } from 'zod';

import { HOUR, MINUTE } from '../../../kernel';
import { isSessionName } from './session-name';
import { instant } from './session-policy';

/** Characters, white space apart, that AWS takes in all inline policies of a role together. */
export const LONGEST_INLINE = 10_240;
/** Denials are kept in steps of this, so that one statement serves all sessions that AWS ends about then. */
const STEP = 15 * MINUTE;
/** And apart by the hour in which they were ended: where room is short, the oldest are given up alone. */
const ENDED_STEP = HOUR;

/** One session that was ended before its time. All times are AWS's. */
export interface Denial {
  readonly name: string;
  /** AWS has ended the session by then in any case. */
  readonly until: Date;
  /** It was issued before this. */
  readonly endedAt: Date;
}

/** Sessions denied by name, until one moment. */
interface NamedGroup {
  readonly until: Date;
  /** Of the newest of them. */
  readonly endedAt: Date;
  readonly names: ReadonlySet<string>;
}

/** Sessions denied because they were issued before a moment: those that were ended, and others of the role with them. */
export interface Collateral {
  readonly until: Date;
  readonly before: Date;
}

/** Everything that one role's policy denies. */
export interface EndedSessions {
  readonly groups: readonly NamedGroup[];
  readonly collateral: Collateral | undefined;
  /** Statements that we did not write: somebody's own denial is never dropped. */
  readonly foreign: readonly object[];
}

export const NOTHING_ENDED: EndedSessions = { groups: [], collateral: undefined, foreign: [] };

/** How a session is denied; undefined when it is not. Without knowing when it ended, only its name proves it. */
export function deniedBy(
  ended: EndedSessions,
  session: Pick<Denial, 'name'> & Partial<Denial>,
): 'name' | 'issue-time' | undefined {
  if (ended.groups.some(({ names }) => names.has(session.name))) return 'name';
  const { collateral } = ended;
  return collateral && session.endedAt && session.endedAt <= collateral.before ? 'issue-time' : undefined;
}

/** Up to when it was issued, whatever is denied under this name; undefined where only the time of issue denies it. */
export const endedUpTo = ({ groups }: EndedSessions, name: string): Date | undefined =>
  groups.find(({ names }) => names.has(name))?.endedAt;

/**
 * With these denied as well. What is denied already stays where it is; ended again, it counts as ended later, because a session
 * may have been issued in between: a call that AWS received late.
 */
export function deny(ended: EndedSessions, denials: readonly Denial[]): EndedSessions {
  const groups = new Map<string, NamedGroup>();
  for (const group of ended.groups) join(groups, group);
  for (const { name, until, endedAt } of denials) {
    const holder = [...groups.values()].find(({ names }) => names.has(name));
    if (holder ? holder.endedAt >= endedAt : deniedBy(ended, { name, endedAt })) continue;
    if (holder) groups.set(keyOf(holder), { ...holder, names: without(holder.names, name) });
    join(groups, { until: holder?.until ?? nextStep(until), endedAt, names: new Set([name]) });
  }
  return { ...ended, groups: [...groups.values()].filter(({ names }) => names.size > 0) };
}

const nextStep = (until: Date): Date => new Date(Math.ceil(until.getTime() / STEP) * STEP);
const keyOf = ({ until, endedAt }: NamedGroup): string =>
  `${until.getTime()} ${Math.floor(endedAt.getTime() / ENDED_STEP)}`;
const without = (names: ReadonlySet<string>, name: string): ReadonlySet<string> =>
  new Set([...names].filter((other) => other !== name));

function join(groups: Map<string, NamedGroup>, group: NamedGroup): void {
  const known = groups.get(keyOf(group));
  groups.set(keyOf(group), {
    until: group.until,
    endedAt: latest(group.endedAt, known?.endedAt),
    names: new Set([...(known?.names ?? []), ...group.names]),
  });
}

/** Without those that AWS has ended by now. */
export const dropExpired = (ended: EndedSessions, now: Date): EndedSessions => ({
  ...ended,
  groups: ended.groups.filter(({ until }) => until > now),
  collateral: ended.collateral && ended.collateral.until > now ? ended.collateral : undefined,
});

/**
 * Made to fit into `room` characters: where it does not, those that were ended longest ago give up their names for the time of
 * issue, which others of the role may share. The earliest does the least harm.
 */
export function fitInto(ended: EndedSessions, room: number): EndedSessions {
  if (ended.groups.length === 0 || sizeOf(ended) <= room) return ended;
  const [oldest, ...others] = [...ended.groups].sort((a, b) => a.endedAt.getTime() - b.endedAt.getTime());
  const collateral = both({ until: oldest.until, before: oldest.endedAt }, ended.collateral);
  return fitInto({ ...ended, groups: others, collateral }, room);
}

const both = (one: Collateral, other: Collateral | undefined): Collateral => ({
  until: latest(one.until, other?.until),
  before: latest(one.before, other?.before),
});

export const isEmpty = ({ groups, collateral, foreign }: EndedSessions): boolean =>
  groups.length === 0 && collateral === undefined && foreign.length === 0;

const EVERYTHING = { Effect: 'Deny', Action: '*', Resource: '*' };
const compact = (at: Date): string => instant(at).replaceAll(/[-:]/g, '');

const naming = ({ until, endedAt, names }: NamedGroup): object => ({
  Sid: `Until${compact(until)}Ended${compact(endedAt)}`,
  ...EVERYTHING,
  Condition: { StringLike: { 'aws:userid': [...names].sort().map((name) => `*:${name}`) } },
});
const issuedBefore = ({ until, before }: Collateral): object => ({
  Sid: `Until${compact(until)}IssuedBefore${compact(before)}`,
  ...EVERYTHING,
  Condition: { DateLessThan: { 'aws:TokenIssueTime': instant(before) } },
});

/** The policy document. Its statements' ids carry the times, so that whoever reads it needs to know nothing else. */
export function documentOf({ groups, collateral, foreign }: EndedSessions): string {
  const named = [...groups].sort(
    (a, b) => a.until.getTime() - b.until.getTime() || a.endedAt.getTime() - b.endedAt.getTime(),
  );
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [...foreign, ...named.map(naming), ...(collateral ? [issuedBefore(collateral)] : [])],
  });
}

/** Documents of ours hold no white space. */
export const sizeOf = (ended: EndedSessions): number => documentOf(ended).length;

const statementSchema = z.looseObject({ Sid: z.string().optional() });
/** AWS takes a single statement without a list around it, too. */
const documentSchema = z.looseObject({
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema)]),
});
const userIds = z.object({
  Condition: z.object({ StringLike: z.object({ 'aws:userid': z.array(z.string()) }) }),
});
const SID = /^Until(\d{8}T\d{6}Z)(Ended|IssuedBefore)(\d{8}T\d{6}Z)$/;

/** What a document denies; undefined when it is no policy at all. */
export function readDocument(text: string): EndedSessions | undefined {
  const read = documentSchema.safeParse(jsonOf(text));
  if (!read.success) return undefined;
  return read.data.Statement.reduce<EndedSessions>(takeIn, NOTHING_ENDED);
}

/**
 * A statement denies what its id says only if it is, to the letter, the one that we would write: an Allow, a further condition or a
 * wildcard under an id of ours is dropped, because the next one of ours may need that id. Whatever has another id is somebody's.
 */
function takeIn(ended: EndedSessions, statement: z.output<typeof statementSchema>): EndedSessions {
  const id = SID.exec(statement.Sid ?? '');
  if (!id) return { ...ended, foreign: [...ended.foreign, statement] };
  const [until, time] = [timeOf(id[1]), timeOf(id[3])];
  if (!until || !time) return ended;
  if (id[2] === 'IssuedBefore') {
    const collateral = { until, before: time };
    if (!isDeepStrictEqual(statement, issuedBefore(collateral))) return ended;
    return { ...ended, collateral: both(collateral, ended.collateral) };
  }
  const group = { until, endedAt: time, names: namesIn(statement) };
  if (group.names.size === 0 || !isDeepStrictEqual(statement, naming(group))) return ended;
  return { ...ended, groups: [...ended.groups, group] };
}

function namesIn(statement: object): ReadonlySet<string> {
  const read = userIds.safeParse(statement);
  const patterns = read.success ? read.data.Condition.StringLike['aws:userid'] : [];
  return new Set(patterns.map((pattern) => pattern.replace(/^\*:/, '')).filter(isSessionName));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timeOf(text: string): Date | undefined {
  const time = new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(time.getTime()) ? undefined : time;
}

const latest = (one: Date, other: Date | undefined): Date => (other && other > one ? other : one);
