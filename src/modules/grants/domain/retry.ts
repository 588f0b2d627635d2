import { SECOND } from '../../../kernel';

/** After this long without proof a lease is unconfirmed and somebody is called (I7). */
export const UNCONFIRMED_AFTER = 60 * SECOND;

/** A worker owns a lease for this long; then another may take it, and the first one's fence number is stale (I13). */
export const CLAIM_LASTS = 30 * SECOND;

const FIRST_PAUSE = 1 * SECOND;
/** Short, for ever: when a target comes back after an hour, its leases are gone within half a minute (I7). */
const LONGEST_PAUSE = 15 * SECOND;

/** Milliseconds until the next try after `attempts` failed ones; `chance` in [0, 1) spreads a herd of them. */
export function pauseAfter(attempts: number, chance: number): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.max(0, Math.min(attempts, 10) - 1));
  return Math.round(pause * (0.75 + chance / 2));
}
