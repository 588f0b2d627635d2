import { MINUTE } from '../../../kernel';

/**
 * What a program may have confirmed in a browser: what the page can show in full. Nothing that changes how somebody signs
 * in is among it, so no link can lead anybody to hand that over.
 */
export const BROWSER_ACTIONS = ['requests.approve', 'requests.deny', 'grants.claim'] as const;
export type BrowserAction = (typeof BROWSER_ACTIONS)[number];

/** How long a program waits for its person. */
export const BROWSER_STEP_UP_WAITS = 10 * MINUTE;
/** Seconds between two questions whether it was confirmed. */
export const ASK_AGAIN_SECONDS = 2;
/** Of one token at once. A terminal waits for one; more than a few is a program that asks on its own. */
export const MOST_WAITING = 10;

export interface BrowserStepUpFacts {
  readonly decision: 'confirm' | 'refuse' | null;
  readonly expiresAt: Date;
  readonly fetchedAt: Date | null;
}

export type BrowserStepUpState = 'waiting' | 'confirmed' | 'refused' | 'over';

export function browserStepUpState(
  { decision, expiresAt, fetchedAt }: BrowserStepUpFacts,
  now: Date,
): BrowserStepUpState {
  if (fetchedAt !== null) return 'confirmed';
  if (decision === 'refuse') return 'refused';
  if (expiresAt <= now) return 'over';
  return decision === null ? 'waiting' : 'confirmed';
}
