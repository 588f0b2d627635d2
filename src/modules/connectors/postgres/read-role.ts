import { TargetError, type Orphan, type Reading, type TargetSystem } from '../connector';
import { isLeaseRoleName, leaseOfRoleName } from './lease-role';
import type { SystemSettings } from './settings';
import type { TargetPools } from './target-pools';

/** What one statement read of a leased role. Times are the target's. */
export interface RoleFacts {
  readonly readAt: Date;
  readonly standby: boolean;
  readonly connections: number;
  /** Open connections whose role no longer exists: each may be this lease's. */
  readonly connectionsWithoutRole: number;
  readonly preparedTransactions: number;
  readonly serverVersion: string;
  readonly role: {
    readonly canLogIn: boolean;
    /** `infinity` where the role never expires, which ours always do. */
    readonly validUntil: string | null;
    readonly memberOf: readonly string[];
    readonly grantedTo: readonly string[];
    /** Objects and rights anywhere at the server that depend on the role. */
    readonly dependencies: number;
  } | null;
}

export const READ_ROLE = `
  SELECT pg_catalog.clock_timestamp() AS "readAt",
    pg_catalog.pg_is_in_recovery() AS standby,
    (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE usename = $1::name)::int AS connections,
    (SELECT count(*) FROM pg_catalog.pg_stat_activity
      WHERE usesysid IS NOT NULL AND usename IS NULL)::int AS "connectionsWithoutRole",
    (SELECT count(*) FROM pg_catalog.pg_prepared_xacts WHERE owner = $1::name)::int AS "preparedTransactions",
    pg_catalog.current_setting('server_version') AS "serverVersion",
    (SELECT pg_catalog.json_build_object(
        'canLogIn', r.rolcanlogin,
        'validUntil', r.rolvaliduntil::text,
        'memberOf', ARRAY(SELECT g.rolname FROM pg_catalog.pg_auth_members m
          JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1),
        'grantedTo', ARRAY(SELECT g.rolname FROM pg_catalog.pg_auth_members m
          JOIN pg_catalog.pg_roles g ON g.oid = m.member WHERE m.roleid = r.oid ORDER BY 1),
        'dependencies', (SELECT count(*) FROM pg_catalog.pg_shdepend s
          WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = r.oid))
      FROM pg_catalog.pg_roles r WHERE r.rolname = $1::name) AS role`;

/** Reads the target back: one statement, made now, that changes nothing. Throws when the answer would prove nothing. */
export async function readRole(pools: TargetPools, system: TargetSystem, name: string): Promise<Reading> {
  const facts = await pools.run(system, (target) => target.row<RoleFacts>(READ_ROLE, [name]));
  if (!facts)
    throw new TargetError('unexpected', 'The target gave no answer to what was asked about the role.');
  // A standby shows roles as they were and none of the primary's sessions.
  if (facts.standby)
    throw new TargetError('refused', 'The target is a standby, where nothing can be proved.');
  const { readAt, standby: _, ...rest } = facts;
  return { absent: isAbsent(facts), readAt, summary: summaryOf(facts), facts: rest };
}

export const isAbsent = (facts: RoleFacts): boolean =>
  facts.role === null &&
  facts.connections === 0 &&
  facts.connectionsWithoutRole === 0 &&
  facts.preparedTransactions === 0;

/** "Role absent and 0 connections". */
export function summaryOf(facts: RoleFacts): string {
  const open = facts.connections + facts.connectionsWithoutRole;
  const parts = [roleSummary(facts.role), counted(open, 'connection')];
  if (facts.preparedTransactions > 0) parts.push(counted(facts.preparedTransactions, 'prepared transaction'));
  return parts.join(' and ');
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

function roleSummary(role: RoleFacts['role']): string {
  if (role === null) return 'Role absent';
  return role.canLogIn ? 'Role present' : 'Role present without log-in';
}

/** Every leased role that bears the mark of this Sallyport, explained by a lease or not. */
export async function listRoles(
  pools: TargetPools,
  system: TargetSystem,
  settings: SystemSettings,
): Promise<Orphan[]> {
  const rows = await pools.run(system, (target) =>
    target.rows<{
      name: string;
      deadline: number;
      canLogIn: boolean;
      validUntil: string | null;
      connections: number;
    }>(
      `SELECT r.rolname AS name, r.rolcanlogin AS "canLogIn", r.rolvaliduntil::text AS "validUntil",
         extract(epoch FROM coalesce(r.rolvaliduntil, 'infinity'))::float8 * 1000 AS deadline,
         (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid)::int AS connections
       FROM pg_catalog.pg_roles g
         JOIN pg_catalog.pg_auth_members m ON m.roleid = g.oid
         JOIN pg_catalog.pg_roles r ON r.oid = m.member
       WHERE g.rolname = $1::name
       GROUP BY r.oid, r.rolname, r.rolcanlogin, r.rolvaliduntil
       ORDER BY r.rolname`,
      [settings.leaseGroup],
    ),
  );
  return rows
    .filter(({ name }) => isLeaseRoleName(name))
    .map(({ name, deadline, ...facts }) => ({
      targetName: name,
      leaseId: leaseOfRoleName(name),
      deadline,
      facts,
    }));
}
