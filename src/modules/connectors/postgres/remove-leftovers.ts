import { escapeIdentifier, escapeLiteral } from 'pg';

import type { TargetSystem } from '../connector';
import type { SystemSettings } from './settings';
import type { TargetPools } from './target-pools';
import { POSTGRES_16, type TargetSession } from './target-session';

/**
 * Removes what keeps a leased role from being dropped: objects it owns and rights it was given, in every database.
 * It should have neither, yet any role may for instance create large objects.
 *
 * RESTRICT, never CASCADE: if something of somebody else's was built on the role's objects, the call fails, and stays
 * failed until a person has looked. By then the role has no log-in, no session and no membership.
 */
export async function removeLeftovers(
  pools: TargetPools,
  system: TargetSystem,
  settings: SystemSettings,
  name: string,
): Promise<void> {
  const role = escapeIdentifier(name);
  const databases = await pools.run(system, async (target) => {
    const revocations = await revokeMemberships(target, name, settings.leaseGroup);
    await target.batch([...revocations, becomeMember(role, target.version)]);
    return databasesOf(target, name);
  });
  for (const database of databases) {
    await pools.runIn(system, database, (target) => target.batch([`DROP OWNED BY ${role} RESTRICT`]));
  }
}

/**
 * Rolls back what the role prepared and never finished: its locks would outlive the role.
 * Only the owner (or a superuser) may, from the same database.
 */
export async function rollBackPrepared(
  pools: TargetPools,
  system: TargetSystem,
  name: string,
): Promise<void> {
  const role = escapeIdentifier(name);
  const prepared = await pools.run(system, async (target) => {
    const found = await target.rows<{ gid: string; database: string }>(
      'SELECT gid, database FROM pg_catalog.pg_prepared_xacts WHERE owner = $1::name',
      [name],
    );
    if (found.length > 0) await target.batch([becomeMember(role, target.version)]);
    return found;
  });
  for (const { gid, database } of prepared) {
    await pools.runIn(system, database, async (target) => {
      await target.batch([`SET ROLE ${role}`]);
      await target.batch([`ROLLBACK PREPARED ${escapeLiteral(gid)}`]);
    });
  }
}

/** DROP OWNED and SET ROLE need the role's own rights. The membership goes when the role does. */
const becomeMember = (role: string, version: number): string =>
  `GRANT ${role} TO CURRENT_USER${version >= POSTGRES_16 ? ' WITH INHERIT TRUE, SET TRUE' : ''}`;

/**
 * All but the lease group's, which marks the role as ours until it is gone. From PostgreSQL 16 a membership belongs to
 * who granted it, and only that one revokes it; somebody else's goes when the role is dropped.
 */
async function revokeMemberships(target: TargetSession, name: string, leaseGroup: string): Promise<string[]> {
  const grantedByUs = target.version >= POSTGRES_16 ? 'AND m.grantor = current_user::regrole' : '';
  const groups = await target.rows<{ rolname: string }>(
    `SELECT DISTINCT g.rolname FROM pg_catalog.pg_auth_members m
       JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
       JOIN pg_catalog.pg_roles r ON r.oid = m.member
     WHERE r.rolname = $1::name AND g.rolname <> $2::name ${grantedByUs}`,
    [name, leaseGroup],
  );
  return groups.map(({ rolname }) => `REVOKE ${escapeIdentifier(rolname)} FROM ${escapeIdentifier(name)}`);
}

/** Every database where something refers to the role; for what all databases share, the one we are in will do. */
async function databasesOf(target: TargetSession, name: string): Promise<string[]> {
  const rows = await target.rows<{ database: string }>(
    `SELECT DISTINCT COALESCE(d.datname, current_database()) AS database
     FROM pg_catalog.pg_shdepend s
       JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
       LEFT JOIN pg_catalog.pg_database d ON d.oid = s.dbid
     WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname = $1::name`,
    [name],
  );
  return rows.map(({ database }) => database);
}
