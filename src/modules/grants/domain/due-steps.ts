import type { EndReason, GrantState } from './grant-lifecycle';
import type { LeaseState } from './lease-lifecycle';
import { UNCONFIRMED_AFTER } from './retry';

interface GrantFacts {
  readonly state: GrantState;
  readonly startsAt: Date;
  readonly claimBy: Date;
  readonly expiresAt: Date | null;
}

interface LeaseFacts {
  readonly state: LeaseState;
  readonly expiresAt: Date;
  /** While it is being issued: when the claim of its issuer runs out. */
  readonly nextAttemptAt: Date | null;
  readonly endAskedAt: Date | null;
}

export interface DueSteps<L> {
  readonly start: boolean;
  readonly end: EndReason | undefined;
  /** Their own time is over while the grant goes on: it was extended, and they were not. */
  readonly over: readonly L[];
  /** Their issuers died between intent and outcome. */
  readonly abandoned: readonly L[];
  /** A minute without proof: somebody has to be told, whatever the tries are at. */
  readonly unproved: readonly L[];
}

/** What the clock alone asks of a grant and its open leases. */
export function dueSteps<L extends LeaseFacts>(
  grant: GrantFacts,
  leases: readonly L[],
  now: Date,
): DueSteps<L> {
  const end = dueEnd(grant, now);
  return {
    start: grant.state === 'scheduled' && grant.startsAt <= now,
    end,
    over: end ? [] : leases.filter(({ state, expiresAt }) => state === 'live' && expiresAt <= now),
    abandoned: leases.filter(({ state, nextAttemptAt }) => state === 'issuing' && isPast(nextAttemptAt, now)),
    unproved: leases.filter(
      ({ state, endAskedAt }) =>
        state === 'ending' &&
        endAskedAt !== null &&
        now.getTime() - endAskedAt.getTime() >= UNCONFIRMED_AFTER,
    ),
  };
}

function dueEnd(grant: GrantFacts, now: Date): EndReason | undefined {
  if (grant.state === 'active' && isPast(grant.expiresAt, now)) return 'deadline';
  if (grant.state === 'claimable' && isPast(grant.claimBy, now)) return 'unclaimed';
  return undefined;
}

const isPast = (moment: Date | null, now: Date): boolean => moment !== null && moment <= now;
