import { SECOND } from '../../../kernel';

/** A second factor is fresh for five minutes at most; an access profile may ask for less, never for more. */
export const STEP_UP_SECONDS = 300;

/** The earliest moment at which a second factor still counts as fresh. */
export function freshSince(now: Date, maxAgeSeconds: number): Date {
  return new Date(now.getTime() - Math.min(maxAgeSeconds, STEP_UP_SECONDS) * SECOND);
}
