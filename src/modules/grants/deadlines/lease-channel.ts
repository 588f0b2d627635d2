import { SECOND } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';

/** PostgreSQL channel that wakes the workers when a deadline appears or something has to end now. */
export const LEASE_CHANNEL = 'sallyport_lease';

/** A worker looks by itself at least this often, so that nothing waits longer even if a wake-up is lost. */
export const LONGEST_SLEEP = 2 * SECOND;

/** Wakes the workers for what may fall due before they look by themselves; twice the time, since a commit takes its own. */
export async function wakeFor(tx: Tx, due: Date): Promise<void> {
  if (due.getTime() - tx.now.getTime() < 2 * LONGEST_SLEEP) await tx.notify(LEASE_CHANNEL);
}
