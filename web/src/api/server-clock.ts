const TOLERATED_SKEW_MS = 2_000;

let skewMs = 0;

/**
 * Countdowns must agree with the broker, not with a laptop whose clock is wrong.
 * The Date header has whole seconds only, so small differences are left alone.
 */
export function noteServerTime(dateHeader: string | null, receivedAt = Date.now()): void {
  const serverTime = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(serverTime)) return;
  const difference = serverTime - receivedAt;
  skewMs = Math.abs(difference) > TOLERATED_SKEW_MS ? difference : 0;
}

/** By how much the broker's clock is ahead of this browser's, in milliseconds. */
export const clockSkew = (): number => skewMs;

/** Milliseconds since the epoch by the broker's clock. */
export const serverNow = (): number => Date.now() + skewMs;
