import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { TargetError, type TargetSystem } from '../connector';
import type { SystemSettings } from './settings';
import { collided } from './target-failure';
import type { TargetPools } from './target-pools';
import type { TargetSession } from './target-session';

const ATTEMPTS = 5;
const PAUSE = 10;

/** Whether a role bears the mark of this Sallyport, may still log in, and is not over by the target's own clock. */
const READ = `
  SELECT r.rolcanlogin AS "canLogIn", r.rolvaliduntil <= pg_catalog.clock_timestamp() AS over
  FROM pg_catalog.pg_roles r
    JOIN pg_catalog.pg_auth_members m ON m.member = r.oid
    JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
  WHERE r.rolname = $1::name AND g.rolname = $2::name`;

interface Standing {
  readonly canLogIn: boolean;
  readonly over: boolean | null;
}

/**
 * Moves VALID UNTIL of a leased role: new log-ins are let in until then, and the guard cuts open connections then.
 * What is being ended, or is over already, is left alone. An end that begins between the look and the change has forbidden
 * log-in by the second look, and gets back the deadline that it set.
 */
export async function moveDeadline(
  pools: TargetPools,
  system: TargetSystem,
  { leaseGroup }: SystemSettings,
  { name, expiresAt }: { readonly name: string; readonly expiresAt: Date },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pools.run(system, async (target) => {
        const read = () => target.row<Standing>(READ, [name, leaseGroup]);
        assertGoesOn(await read());
        await setValidUntil(target, name, expiresAt.toISOString());
        const after = await read();
        if (after && !after.canLogIn) await setValidUntil(target, name, '-infinity');
        assertGoesOn(after);
      });
      return;
    } catch (error) {
      if (!collided(error) || attempt === ATTEMPTS) throw error;
      await sleep(randomInt(attempt * PAUSE, 2 * attempt * PAUSE));
    }
  }
}

const setValidUntil = (target: TargetSession, name: string, until: string): Promise<unknown> =>
  target.batch([`ALTER ROLE ${escapeIdentifier(name)} VALID UNTIL ${escapeLiteral(until)}`]);

function assertGoesOn(role: Standing | undefined): void {
  if (role?.canLogIn && role.over !== true) return;
  throw new TargetError('refused', 'The log-in has ended at the target, so its end stays as it is.');
}
