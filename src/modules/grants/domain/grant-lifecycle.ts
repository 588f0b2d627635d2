import type { TransitionTable } from '../../../kernel';

/**
 * - scheduled: approved for a later start · claimable: may be used now, not used yet · active: in use until its deadline
 * - ending: no longer allowed, the target is being cleared · unconfirmed: so for more than a minute without proof
 * - ended: proved at every target it touched (or never used)
 */
export type GrantState = 'scheduled' | 'claimable' | 'active' | 'ending' | 'unconfirmed' | 'ended';

export type GrantEvent = 'start' | 'claim' | 'end' | 'close' | 'miss-proof' | 'prove';

/** `close` ends what never touched a target; everything else has to be proved. */
export const GRANT_LIFECYCLE = {
  scheduled: { start: 'claimable', close: 'ended' },
  claimable: { claim: 'active', end: 'ending', close: 'ended' },
  active: { end: 'ending' },
  ending: { prove: 'ended', 'miss-proof': 'unconfirmed' },
  unconfirmed: { prove: 'ended' },
  ended: {},
} as const satisfies TransitionTable<GrantState, GrantEvent>;

export type EndReason =
  /** Its time was over. */
  | 'deadline'
  /** "I'm done." */
  | 'returned'
  /** Somebody who may took it away. */
  | 'revoked'
  /** Nobody used it within the claim window. */
  | 'unclaimed'
  /** The person or an approver is no longer allowed what it stands on. */
  | 'no-longer-allowed';
