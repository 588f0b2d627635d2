import type { TransitionTable } from '../../../kernel';

/**
 * - issuing: the intent stands, the target may or may not have it yet · live: the person has the credential
 * - ending: to be removed and proved · unconfirmed: so for more than a minute · ended: read back as absent
 */
export type LeaseState = 'issuing' | 'live' | 'ending' | 'unconfirmed' | 'ended';

export type LeaseEvent = 'issued' | 'replace' | 'end' | 'miss-proof' | 'prove';

export const LEASE_LIFECYCLE = {
  issuing: { issued: 'live', end: 'ending' },
  live: { replace: 'issuing', end: 'ending' },
  ending: { prove: 'ended', 'miss-proof': 'unconfirmed' },
  unconfirmed: { prove: 'ended' },
  ended: {},
} as const satisfies TransitionTable<LeaseState, LeaseEvent>;
