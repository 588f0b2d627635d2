import { MINUTE } from '../../../kernel';

/** How long a command line waits for its person. */
export const DEVICE_WAITS = 10 * MINUTE;
/** Seconds between two questions whether it was allowed, and what is added when somebody asks sooner (RFC 8628 § 3.5). */
export const POLL_SECONDS = 5;
export const SLOWER_BY_SECONDS = 5;
export const SLOWEST_SECONDS = 60;

export interface DeviceFacts {
  readonly decision: 'allow' | 'deny' | null;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
}

export type DeviceState = 'waiting' | 'allowed' | 'denied' | 'over';

export function deviceState({ decision, expiresAt, redeemedAt }: DeviceFacts, now: Date): DeviceState {
  if (redeemedAt !== null || expiresAt <= now) return 'over';
  if (decision === null) return 'waiting';
  return decision === 'allow' ? 'allowed' : 'denied';
}
