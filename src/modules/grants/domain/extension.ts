import { addSeconds, SECOND } from '../../../kernel';
import type { GrantState } from './grant-lifecycle';

export interface ExtensionFacts {
  readonly state: GrantState;
  readonly claimedAt: Date | null;
  readonly expiresAt: Date | null;
  /** The profile's maximum when the grant was approved. */
  readonly maximumSeconds: number;
}

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
  { claimedAt, maximumSeconds }: ExtensionFacts,
  profileMaximumSeconds: number,
): Date | null {
  return claimedAt && addSeconds(claimedAt, Math.min(maximumSeconds, profileMaximumSeconds));
}

/** Whole seconds that can be added. */
export function secondsToAdd(grant: ExtensionFacts, profileMaximumSeconds: number): number {
  const latest = latestEnd(grant, profileMaximumSeconds);
  if (latest === null || grant.expiresAt === null) return 0;
  return Math.max(0, Math.floor((latest.getTime() - grant.expiresAt.getTime()) / SECOND));
}
