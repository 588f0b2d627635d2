import { DAY, HOUR, MINUTE, SECOND } from '../../../kernel';

/** The customer's security policy: "a limit of 5 login attempts before lockout". */
export const ATTEMPTS_BEFORE_LOCKOUT = 5;

const FIRST_LOCKOUT = 15 * MINUTE;
const LONGEST_LOCKOUT = 24 * HOUR;

/** Seconds of the first, second, third … lockout in a row; the last holds for all that follow. Never for ever. */
export const LOCKOUT_SECONDS: readonly number[] = doubling(FIRST_LOCKOUT, LONGEST_LOCKOUT).map(
  (ms) => ms / SECOND,
);

/** After this long without an attempt and without a lockout, what went before no longer counts. */
export const QUIET_PERIOD = DAY;

function doubling(first: number, longest: number): number[] {
  return first >= longest ? [longest] : [first, ...doubling(first * 2, longest)];
}

/** What is being guessed. Each has a count of its own, so that a wrong code never locks the password. */
export type GuessedSecret = 'password' | 'second-factor' | 'user-code' | 'enrolment-code';

export type LockoutSubject =
  | { readonly personId: string }
  /** Keyed hash of a name that nobody has: such names lock like the others, so a lockout tells nobody who exists. */
  | { readonly unknownName: string };

/** All spellings of a person's name share one bucket, because the person was resolved first. */
export const attemptBucket = (secret: GuessedSecret, subject: LockoutSubject): string =>
  'personId' in subject ? `${secret}:person:${subject.personId}` : `${secret}:name:${subject.unknownName}`;

/** Wrong codes come from somebody who has the password already, and repeated lockouts from somebody who does not give up. */
export const lockoutSeverity = (secret: GuessedSecret, lockoutsInARow: number): 'notice' | 'alert' =>
  secret !== 'password' || lockoutsInARow > 1 ? 'alert' : 'notice';

/** "15 minutes", "2 hours": how long somebody has to wait, rounded up. */
export function waitInWords(from: Date, until: Date): string {
  const wait = Math.max(until.getTime() - from.getTime(), SECOND);
  if (wait > 90 * MINUTE) return counted(Math.ceil(wait / HOUR), 'hour');
  return counted(Math.ceil(wait / MINUTE), 'minute');
}

const counted = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? '' : 's'}`;
