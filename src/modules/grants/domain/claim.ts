import type { EndReason, GrantState } from './grant-lifecycle';

/** Why not, as a code and one sentence that says what to do. */
export interface ClaimRefusal {
  readonly code: string;
  readonly sentence: string;
}

export interface ClaimFacts {
  readonly state: GrantState;
  readonly startsAt: Date;
  readonly claimBy: Date;
  readonly expiresAt: Date | null;
  readonly endReason: EndReason | null;
}

/** Why a log-in of this grant may not be made now; undefined when it may. Approvals and eligibility are judged elsewhere. */
export function claimRefusal(grant: ClaimFacts, now: Date): ClaimRefusal | undefined {
  if (grant.state === 'ended' || grant.state === 'ending' || grant.state === 'unconfirmed') {
    return { code: 'grants.already_ended', sentence: whyEnded(grant) };
  }
  if (now < grant.startsAt) {
    return { code: 'grants.not_started', sentence: 'This grant starts later. Come back when it does.' };
  }
  if (grant.expiresAt === null && now >= grant.claimBy) {
    return {
      code: 'grants.claim_window_over',
      sentence: 'Nobody used this grant in time, so it is closed. Ask for access again.',
    };
  }
  if (grant.expiresAt !== null && now >= grant.expiresAt) {
    return {
      code: 'grants.already_ended',
      sentence: 'The time of this grant is over. Ask for access again.',
    };
  }
  return undefined;
}

const whyEnded = ({ endReason }: ClaimFacts): string =>
  endReason === 'no-longer-allowed'
    ? 'This grant has ended: what was approved has been changed since, or is no longer allowed. Ask for access again.'
    : 'This grant has ended. Ask for access again.';
