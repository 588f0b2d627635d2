import { HOUR, MINUTE, SECOND } from '../../../kernel';

export const IDLE_LIMIT = 15 * MINUTE;
export const ABSOLUTE_LIMIT = 8 * HOUR;
/** How long a session may wait for its second factor. */
export const HALF_SESSION_LIMIT = 15 * MINUTE;
/** The token before the last rotation still serves requests that the page had under way. */
export const ROTATION_GRACE = 15 * SECOND;
/** Every request moves the idle deadline, but it is written down at most this often. */
export const LAST_SEEN_RESOLUTION = MINUTE;

/** What decides whether a session that nobody ended counts, all of it read in one statement (I15, I16). */
export interface SessionFacts {
  readonly personStatus: 'active' | 'suspended' | 'left';
  /** Null for the present token; for the one before it, the end of its grace. */
  readonly tokenGoodUntil: Date | null;
  readonly secondFactorGiven: boolean;
  readonly hasSecondFactor: boolean;
  /** It began with a password past its time, which was not changed since. */
  readonly owesNewPassword: boolean;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export type SessionState =
  'over' | 'second-factor-required' | 'enrolment-required' | 'new-password-required' | 'signed-in';

/**
 * `second-factor-required` is a session that can do nothing but give its second factor; `enrolment-required` one that can
 * do nothing but enrol the first. So is that of somebody who was given a factor, or became one who must have one, after
 * the session began. `new-password-required` comes after that, and leads to the change of the password and nowhere else.
 */
export function sessionState(facts: SessionFacts, mustHaveFactor: boolean, now: Date): SessionState {
  if (isOver(facts, now)) return 'over';
  if (!facts.secondFactorGiven && facts.hasSecondFactor) return 'second-factor-required';
  if (!facts.secondFactorGiven && mustHaveFactor) return 'enrolment-required';
  return facts.owesNewPassword ? 'new-password-required' : 'signed-in';
}

function isOver(facts: SessionFacts, now: Date): boolean {
  if (facts.personStatus !== 'active') return true;
  if (facts.tokenGoodUntil !== null && facts.tokenGoodUntil <= now) return true;
  return facts.expiresAt <= now || idleDeadline(facts.lastSeenAt) <= now;
}

export const idleDeadline = (lastSeenAt: Date): Date => new Date(lastSeenAt.getTime() + IDLE_LIMIT);

/** Whether this use of the session has to be written down. */
export const seenLongAgo = (lastSeenAt: Date, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() >= LAST_SEEN_RESOLUTION;
