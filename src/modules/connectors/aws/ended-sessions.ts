import { z } from 'zod';

import { MINUTE } from '../../../kernel';
import { instant } from './session-policy';

/** Characters, white space apart, that AWS takes in all inline policies of a role together. */
export const LONGEST_INLINE = 10_240;
/** Denials are kept in steps of this, so that one statement serves all sessions that AWS ends about then. */
const STEP = 15 * MINUTE;

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

/**
 * With these denied as well. What is denied already stays where it is; ended again, it counts as ended later, because a session
 * may have been issued in between: a call that AWS received late.
 */
export function deny(ended: EndedSessions, denials: readonly Denial[]): EndedSessions {
  const groups = new Map(ended.groups.map((group) => [group.until.getTime(), group]));
  for (const denial of denials) {
    const holder = [...groups.values()].find(({ names }) => names.has(denial.name));
    if (!holder && deniedBy(ended, denial)) continue;
    const until = holder?.until ?? new Date(Math.ceil(denial.until.getTime() / STEP) * STEP);
    const group = groups.get(until.getTime());
    groups.set(until.getTime(), {
      until,
      endedAt: latest(denial.endedAt, group?.endedAt),
      names: new Set([...(group?.names ?? []), denial.name]),
    });
  }
  return { ...ended, groups: [...groups.values()] };
}

/** Without those that AWS has ended by now. */
export const dropExpired = (ended: EndedSessions, now: Date): EndedSessions => ({
  ...ended,
  groups: ended.groups.filter(({ until }) => until > now),
  collateral: ended.collateral && ended.collateral.until > now ? ended.collateral : undefined,
});

/**
 * Made to fit into `room` characters: where it does not, the group that was ended longest ago gives up its names for the time
 * of issue, which others of the role may share. The earliest does the least harm.
 */
export function fitInto(ended: EndedSessions, room: number): EndedSessions {
  if (ended.groups.length === 0 || sizeOf(ended) <= room) return ended;
  const [oldest, ...others] = [...ended.groups].sort((a, b) => a.endedAt.getTime() - b.endedAt.getTime());
  const collateral = {
    until: latest(oldest.until, ended.collateral?.until),
    before: latest(oldest.endedAt, ended.collateral?.before),
  };
  return fitInto({ ...ended, groups: others, collateral }, room);
}

export const isEmpty = ({ groups, collateral, foreign }: EndedSessions): boolean =>
  groups.length === 0 && collateral === undefined && foreign.length === 0;

const EVERYTHING = { Effect: 'Deny', Action: '*', Resource: '*' };
const compact = (at: Date): string => instant(at).replaceAll(/[-:]/g, '');

/** The policy document. Its statements' ids carry the times, so that whoever reads it needs to know nothing else. */
export function documentOf({ groups, collateral, foreign }: EndedSessions): string {
  const named = [...groups]
    .sort((a, b) => a.until.getTime() - b.until.getTime())
    .map(({ until, endedAt, names }) => ({
      Sid: `Until${compact(until)}Ended${compact(endedAt)}`,
      ...EVERYTHING,
      Condition: { StringLike: { 'aws:userid': [...names].sort().map((name) => `*:${name}`) } },
    }));
  const issuedBefore = collateral && {
    Sid: `Until${compact(collateral.until)}IssuedBefore${compact(collateral.before)}`,
    ...EVERYTHING,
    Condition: { DateLessThan: { 'aws:TokenIssueTime': instant(collateral.before) } },
  };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [...foreign, ...named, ...(issuedBefore ? [issuedBefore] : [])],
  });
}

/** Documents of ours hold no white space. */
export const sizeOf = (ended: EndedSessions): number => documentOf(ended).length;

const documentSchema = z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) });
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

function takeIn(ended: EndedSessions, statement: { readonly Sid?: string | undefined }): EndedSessions {
  const [, untilText, kind, timeText] = SID.exec(statement.Sid ?? '') ?? [];
  const until = timeOf(untilText);
  const time = timeOf(timeText);
  if (!until || !time) return { ...ended, foreign: [...ended.foreign, statement] };
  if (kind === 'IssuedBefore') return { ...ended, collateral: { until, before: time } };
  const read = userIds.safeParse(statement);
  if (!read.success) return { ...ended, foreign: [...ended.foreign, statement] };
  const names = read.data.Condition.StringLike['aws:userid'].map((pattern) => pattern.replace(/^\*:/, ''));
  return { ...ended, groups: [...ended.groups, { until, endedAt: time, names: new Set(names) }] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const timeOf = (text: string | undefined): Date | undefined =>
  text === undefined
    ? undefined
    : new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const latest = (one: Date, other: Date | undefined): Date => (other && other > one ? other : one);
