import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { escapeIdentifier } from 'pg';

import { TargetError, type TargetSystem } from '../connector';
import { shutOut, type RoleToShutOut } from './shut-out';
import { removeLeftovers, rollBackPrepared } from './remove-leftovers';
import type { SystemSettings } from './settings';
import { collided, sqlstateOf } from './target-failure';
import type { TargetPools } from './target-pools';
import type { TargetSession } from './target-session';

/** Something the role owns or was granted stands in the way of DROP ROLE. */
const DEPENDENT_OBJECTS = '2BP01';
/** Somebody else ends the role too: it is gone, or no longer a member of the group through which we may alter it. */
const GONE_MEANWHILE = new Set<string | undefined>(['42704', '42501']);
const ATTEMPTS = 8;
const PAUSE = 10;

export const FIND_ROLE = `
  SELECT r.rolname AS name, r.oid, EXISTS (
    SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
    WHERE m.member = r.oid AND g.rolname = $2::name) AS marked
  FROM pg_catalog.pg_roles r WHERE r.rolname = $1::name`;

interface FoundRole extends RoleToShutOut {
  /** Whether it bears the mark of this Sallyport: membership of the lease group. */
  readonly marked: boolean;
}

/**
 * Ends a leased role for good; one that is gone already is a success. May be called again after any crash.
 * The order matters: first nobody can log in any more, then nobody is in, then the role goes, and the mark with it.
 */
export async function endRole(
  pools: TargetPools,
  system: TargetSystem,
  settings: SystemSettings,
  name: string,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await endOnce(pools, system, settings, name);
      return;
    } catch (error) {
      const together = collided(error) || GONE_MEANWHILE.has(sqlstateOf(error));
      if (!together || attempt === ATTEMPTS) throw error;
      // By chance, so that those who met do not meet again.
      await sleep(randomInt(attempt * PAUSE, 2 * attempt * PAUSE));
    }
  }
}

async function endOnce(
  pools: TargetPools,
  system: TargetSystem,
  settings: SystemSettings,
  name: string,
): Promise<void> {
  const role = await pools.run(system, async (target) => {
    const found = await findRole(target, name, settings.leaseGroup);
    if (found && !found.marked) throw notOurs(name);
    await shutOut(target, found);
    return found && { mayHavePrepared: target.maxPrepared > 0 };
  });
  if (!role) return;
  if (role.mayHavePrepared) await rollBackPrepared(pools, system, name);
  await dropRole(pools, system, settings, name);
}

function findRole(target: TargetSession, name: string, leaseGroup: string): Promise<FoundRole | undefined> {
  return target.row<FoundRole>(FIND_ROLE, [name, leaseGroup]);
}

async function dropRole(
  pools: TargetPools,
  system: TargetSystem,
  settings: SystemSettings,
  name: string,
): Promise<void> {
  const drop = (): Promise<unknown> => pools.run(system, (target) => target.batch([dropStatement(name)]));
  try {
    await drop();
  } catch (error) {
    if (sqlstateOf(error) !== DEPENDENT_OBJECTS) throw error;
    await removeLeftovers(pools, system, settings, name);
    await drop();
  }
}

export const dropStatement = (name: string): string => `DROP ROLE IF EXISTS ${escapeIdentifier(name)}`;

const notOurs = (name: string): TargetError =>
  new TargetError(
    'refused',
    `The target has a role ${name} that this Sallyport did not make. It was left alone.`,
  );
