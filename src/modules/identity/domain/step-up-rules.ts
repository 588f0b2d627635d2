import { CLOCKS_APART_AT_MOST, SECOND } from '../../../kernel';

/** A second factor is fresh for five minutes at most; an access profile may ask for less, never for more. */
export const STEP_UP_SECONDS = 300;

/** Of what was asked for, what counts. */
export const acceptedAge = (maxAgeSeconds: number): number => Math.min(maxAgeSeconds, STEP_UP_SECONDS);

/** The earliest moment at which a second factor still counts as fresh. */
export function freshSince(now: Date, maxAgeSeconds: number): Date {
  return new Date(now.getTime() - acceptedAge(maxAgeSeconds) * SECOND);
}

/** Given after the moment at which it is used, by more than the clocks of two machines may differ. */
export const isFromTheFuture = (verifiedAt: Date, now: Date): boolean =>
  verifiedAt.getTime() - now.getTime() > CLOCKS_APART_AT_MOST;
