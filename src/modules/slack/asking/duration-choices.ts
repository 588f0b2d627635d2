import { HOUR, MINUTE, SECOND } from '../../../kernel';

/** Lengths of time that people think in, in seconds. */
const USUAL = [
  ...[5, 10, 15, 30, 45].map((minutes) => (minutes * MINUTE) / SECOND),
  ...[1, 2, 4, 8, 12, 24, 48, 72, 168].map((hours) => (hours * HOUR) / SECOND),
];

interface Limits {
  readonly minimumSeconds: number;
  readonly defaultSeconds: number;
  readonly maximumSeconds: number;
}

/** The usual ones within the limits, and always the default and the longest. */
export function durationChoices({ minimumSeconds, defaultSeconds, maximumSeconds }: Limits): number[] {
  const within = USUAL.filter((seconds) => seconds >= minimumSeconds && seconds <= maximumSeconds);
  return [...new Set([...within, defaultSeconds, maximumSeconds])].sort((one, other) => one - other);
}
