import type { Grant } from '../../api/types';

/** Long enough to ask somebody and be answered. */
const SOON_MS = 5 * 60_000;

/** Whether a grant in use is in its last five minutes. */
export function endsSoon({ state, expiresAt }: Pick<Grant, 'state' | 'expiresAt'>, now: Date): boolean {
  if (state !== 'active' || expiresAt === null) return false;
  const left = new Date(expiresAt).getTime() - now.getTime();
  return left > 0 && left <= SOON_MS;
}
