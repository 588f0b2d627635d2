import { setTimeout as sleep } from 'node:timers/promises';

import { escapeIdentifier } from 'pg';

import { TargetError } from '../connector';
import type { TargetSession } from './target-session';

/** Milliseconds. A backend notices the signal at its next interruptible moment, mostly at once. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 100;
const GIVE_UP_AFTER = 5_000;
/** Longest wait for somebody who stands between log-in and session; whoever stalls there cannot hold up the rest. */
const ARRIVALS_WITHIN = 250;

export interface RoleToShutOut {
  readonly name: string;
  readonly oid: number;
}

/**
 * Forbids log-in, then ends every connection of the role; returns when none is left and none can still appear.
 *
 * Connections whose role no longer exists are ended too: nobody can tell whose they were, so no proof could be given
 * while one is open. They come about when somebody drops a role by hand under an open session.
 */
export async function shutOut(target: TargetSession, role: RoleToShutOut | undefined): Promise<void> {
  let { open, arriving } = await signalAll(target, role, role ? forbidLogIn(role.name) : []);
  for (
    let waited = 0, pause = FIRST_PAUSE;
    waited < GIVE_UP_AFTER;
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  ) {
    if (open === 0 && (arriving.size === 0 || waited >= ARRIVALS_WITHIN)) return;
    await sleep(pause);
    waited += pause;
    const seen = await signalAll(target, role);
    open = seen.open;
    // Only who was on the way when log-in was forbidden; whoever came later is refused by the server.
    arriving = intersection(arriving, seen.arriving);
  }
  throw new TargetError(
    'timeout',
    `${open} ${open === 1 ? 'connection' : 'connections'} at the target did not end yet.`,
  );
}

/**
 * Committed before anything else is looked at. VALID UNTIL too: should the broker die here, the reaper takes the role
 * for expired and ends its connections.
 */
export const forbidLogIn = (name: string): string[] => [
  'BEGIN',
  `ALTER ROLE ${escapeIdentifier(name)} NOLOGIN VALID UNTIL '-infinity'`,
  'COMMIT',
];

/**
 * Signals what is open and sees who is arriving. A backend checks the right to log in a moment before it shows up in
 * `pg_stat_activity`; one that passed the check before we forbade it would be missed. Through that moment it holds a
 * virtual transaction id. The locks are read first: whoever is no longer among them has arrived, and is seen by the
 * second statement. The signal stands in the select list under CASE, where no plan can move it to other rows.
 */
export const signalStatements = (oid: number): string[] => [
  `SELECT pid FROM pg_catalog.pg_locks WHERE locktype = 'virtualxid' AND pid IS NOT NULL`,
  `SELECT pid, CASE WHEN usesysid = ${oid} OR (usesysid IS NOT NULL AND usename IS NULL)
     THEN pg_catalog.pg_terminate_backend(pid) END AS signalled
   FROM pg_catalog.pg_stat_activity WHERE usesysid IS NOT NULL OR backend_type <> 'client backend'`,
];

async function signalAll(
  target: TargetSession,
  role: RoleToShutOut | undefined,
  before: readonly string[] = [],
): Promise<{ open: number; arriving: ReadonlySet<number> }> {
  const results = await target.batch([...before, ...signalStatements(role?.oid ?? 0)]);
  const [locks, sessions] = results.slice(before.length);
  const rows = sessions.rows as { pid: number; signalled: boolean | null }[];
  const known = new Set(rows.map(({ pid }) => pid));
  const locked = locks.rows as { pid: number }[];
  return {
    open: rows.filter(({ signalled }) => signalled !== null).length,
    arriving: new Set(locked.map(({ pid }) => pid).filter((pid) => !known.has(pid))),
  };
}

const intersection = (left: ReadonlySet<number>, right: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...left].filter((item) => right.has(item)));
