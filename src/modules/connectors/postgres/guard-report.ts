import type { GuardReport, TargetSystem } from '../connector';
import { sqlstateOf } from './target-failure';
import type { TargetPools } from './target-pools';

/** Milliseconds without a sign of life after which nobody relies on the guard. It gives one every second. */
const FRESH = 5_000;

/** The schema or the table is not there: the set-up was not run in this database. */
const NOT_SET_UP = new Set(['42P01', '3F000']);

export interface Heartbeat {
  readonly kind: 'pg_cron' | 'process';
  readonly lastSeenAt: Date;
}

/** Reads the guard's last sign of life at the target, by the target's clock. */
export async function readGuard(pools: TargetPools, system: TargetSystem): Promise<GuardReport> {
  try {
    const beat = await pools.run(system, (target) =>
      target.row<Heartbeat & { readAt: Date }>(
        `SELECT kind, last_seen_at AS "lastSeenAt", pg_catalog.clock_timestamp() AS "readAt"
         FROM sallyport.guard_heartbeat ORDER BY last_seen_at DESC LIMIT 1`,
      ),
    );
    return guardReport(beat, beat?.readAt ?? new Date(0));
  } catch (error) {
    if (NOT_SET_UP.has(sqlstateOf(error) ?? '')) return guardReport(undefined, new Date(0));
    throw error;
  }
}

const NAMES = {
  pg_cron: 'A pg_cron job in the database',
  process: 'A reaper process beside the database',
} as const;

/** The report in one sentence. Both times are the target's. */
export function guardReport(beat: Heartbeat | undefined, now: Date): GuardReport {
  if (!beat) {
    return {
      kind: 'none',
      lastSeenAt: null,
      alive: false,
      summary:
        'Nothing ends open connections at the deadline while Sallyport is down; new log-ins are refused all the same.',
    };
  }
  const { kind, lastSeenAt } = beat;
  const alive = now.getTime() - lastSeenAt.getTime() <= FRESH;
  const summary = alive
    ? `${NAMES[kind]} ends open connections at the deadline, even while Sallyport is down.`
    : `${NAMES[kind]} should end open connections at the deadline, but was last seen at ${lastSeenAt.toISOString()}. ` +
      'Until it is back, they end only while Sallyport is up.';
  return { kind, lastSeenAt, alive, summary };
}
