import { addSeconds, SECOND } from '../../../kernel';
import { openTimeAt, type ProfileRules } from '../../policy';
import type { GrantState } from './grant-lifecycle';

export interface ExtensionFacts {
  readonly state: GrantState;
  readonly claimedAt: Date | null;
  readonly expiresAt: Date | null;
  /** The profile's maximum when the grant was approved. */
  readonly maximumSeconds: number;
}

/** What a profile says of time. */
export type TimeRules = Pick<ProfileRules, 'useHours'> & {
  readonly duration: Pick<ProfileRules['duration'], 'maximum'>;
};

export interface ExtensionRefusal {
  readonly kind: 'gone' | 'conflict';
  readonly code: string;
  readonly sentence: string;
}

/** Why no more time can be added to this grant; undefined when some can. Its very last millisecond is too late (I12). */
export function extensionRefusal(grant: ExtensionFacts, now: Date): ExtensionRefusal | undefined {
  const { state, claimedAt, expiresAt } = grant;
  if (state === 'scheduled' || state === 'claimable') {
    return {
      kind: 'conflict',
      code: 'requests.nothing_to_extend',
      sentence: 'Nobody has used this access yet, so all of its time is still there. Take the log-in first.',
    };
  }
  if (state !== 'active' || claimedAt === null || expiresAt === null || now >= expiresAt) {
    return {
      kind: 'gone',
      code: 'grants.already_ended',
      sentence: 'The time of this grant is over. Ask for access again.',
    };
  }
  return undefined;
}

/**
 * The last moment to which it can be extended: the maximum that it was approved under, or today's where that is shorter,
 * counted from the first use and from nothing else, however often it is extended (I12). null before the first use.
 */
export function latestEnd(
  { claimedAt, expiresAt, maximumSeconds }: ExtensionFacts,
  { duration, useHours }: TimeRules,
): Date | null {
  if (claimedAt === null) return null;
  const latest = addSeconds(claimedAt, Math.min(maximumSeconds, duration.maximum));
  return withinHours(useHours, expiresAt ?? claimedAt, latest);
}

/** A grant never outlives the hours in which it is used. */
export function withinHours(useHours: TimeRules['useHours'], from: Date, until: Date): Date {
  if (useHours === null) return until;
  // The very end of the hours still belongs to them here: what ends with them was within them.
  const open = openTimeAt(useHours, from) ?? openTimeAt(useHours, new Date(from.getTime() - 1));
  const closesAt = open?.closesAt ?? from;
  return closesAt < until ? closesAt : until;
}

/** Whole seconds that can be added. */
export function secondsToAdd(grant: ExtensionFacts, rules: TimeRules): number {
  const latest = latestEnd(grant, rules);
  if (latest === null || grant.expiresAt === null) return 0;
  return Math.max(0, Math.floor((latest.getTime() - grant.expiresAt.getTime()) / SECOND));
}
