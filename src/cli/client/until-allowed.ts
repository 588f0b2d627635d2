import { SECOND } from '../../kernel';
import { OutOfReach, Refusal } from './api';
import type { ClientContext } from './context';

interface Asking {
  readonly expiresAt: string;
  readonly intervalSeconds: number;
}

/**
 * Asks until somebody has decided in a browser (RFC 8628 § 3.4), as often as the broker says; undefined once it is too late.
 * A broker that restarts meanwhile still knows what waits.
 */
export async function untilAllowed<T>(
  { clock, pause }: ClientContext,
  { expiresAt, intervalSeconds }: Asking,
  ask: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  let seconds = intervalSeconds;
  while (clock.now().getTime() < Date.parse(expiresAt)) {
    await pause(seconds * SECOND, signal);
    try {
      return await ask();
    } catch (error) {
      if (!mayStillCome(error)) throw error;
      if (error instanceof Refusal) seconds = error.retryAfterSeconds ?? seconds;
    }
  }
  return undefined;
}

const mayStillCome = (error: unknown): boolean =>
  error instanceof OutOfReach ||
  (error instanceof Refusal && ['authorization_pending', 'slow_down'].includes(error.code));
