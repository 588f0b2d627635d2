import { SECOND } from '../../../kernel';

/** RFC 6238 with the values that every authenticator app speaks: SHA-1, six digits, thirty seconds. */
export const TOTP_PERIOD_SECONDS = 30;

/** RFC 6238 § 5.2: one step back for the time that typing takes; none ahead. */
export const TOTP_PAST_STEPS = 1;

/**
 * Exactly six ASCII digits. `$` without the `m` flag is the very end in JavaScript, so no newline slips in behind them;
 * a code with a space in it was once a second code for the same step (CVE-2025-6014).
 */
export const TOTP_CODE = /^[0-9]{6}$/;

export const totpStep = (at: Date): number => Math.floor(at.getTime() / (TOTP_PERIOD_SECONDS * SECOND));
