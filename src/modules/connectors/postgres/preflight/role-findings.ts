import type { PreflightFinding } from '../../connector';
import type { EntitlementSettings } from '../settings';
import type { TargetSession } from '../target-session';
import { mayGrant, type ServerFacts } from './server-findings';

/** What one role may do in one database, its own memberships and PUBLIC's rights included. */
export interface RoleRights {
  readonly exists: boolean;
  readonly mayBeGranted: boolean;
  readonly powers: readonly string[];
  /** What it may change, each named: tables, sequences, schemas, databases. */
  readonly writable: readonly string[];
  /** Whether it reads what the server checks everybody's passwords against. */
  readonly readsVerifiers: boolean;
  /** Functions that act with their owner's rights. */
  readonly borrowed: readonly string[];
}

/** Predefined roles that reach further than the data of the database: files, programs, other people's sessions. */
const POWERS = [
  'pg_write_all_data',
  'pg_execute_server_program',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_signal_backend',
  'pg_create_subscription',
  'pg_maintain',
  'pg_checkpoint',
];

const OUTSIDE_SYSTEM = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;

const ROLE_RIGHTS = `
  SELECT
    pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER WITH ADMIN OPTION') AS "mayBeGranted",
    pg_catalog.has_table_privilege(r.oid, 'pg_catalog.pg_authid', 'SELECT') AS "readsVerifiers",
    ARRAY(SELECT p.rolname::text FROM pg_catalog.pg_roles p
      WHERE p.rolname = ANY ($2::text[]) AND pg_catalog.pg_has_role(r.oid, p.oid, 'USAGE') ORDER BY 1) AS powers,
    ARRAY(
      SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OUTSIDE_SYSTEM} AND (
        (c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (
          pg_catalog.has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
          OR pg_catalog.has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE')))
        OR (c.relkind = 'S' AND pg_catalog.has_sequence_privilege(r.oid, c.oid, 'USAGE, UPDATE'))
        OR (c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')))
      UNION ALL
      SELECT pg_catalog.format('schema %I', n.nspname) FROM pg_catalog.pg_namespace n
      WHERE ${OUTSIDE_SYSTEM} AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
      UNION ALL
      SELECT pg_catalog.format('database %I', pg_catalog.current_database())
      WHERE pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CREATE')
      ORDER BY 1) AS writable,
    ARRAY(
      SELECT pg_catalog.format('%I.%I', n.nspname, p.proname)
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE ${OUTSIDE_SYSTEM} AND p.prosecdef
        AND pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
        AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
      ORDER BY 1) AS borrowed
  FROM pg_catalog.pg_roles r WHERE r.rolname = $1::name`;

/** Asks in the database it is connected to. */
export async function readRoleRights(target: TargetSession, role: string): Promise<RoleRights> {
  const rights = await target.row<Omit<RoleRights, 'exists'>>(ROLE_RIGHTS, [role, POWERS]);
  return rights
    ? { ...rights, exists: true }
    : { exists: false, mayBeGranted: false, powers: [], readsVerifiers: false, writable: [], borrowed: [] };
}

/** What the rights mean for an entitlement that grants the role. */
export function roleFindings(
  role: string,
  rights: RoleRights,
  entitlement: Pick<EntitlementSettings, 'database' | 'readOnly'>,
  facts: Pick<ServerFacts, 'version' | 'superuser' | 'createRole' | 'brokerRole'>,
): PreflightFinding[] {
  const id = (what: string): string => `${what}:${entitlement.database}:${role}`;
  if (!rights.exists) {
    const advice = 'Create the role, or correct memberOf of the entitlement.';
    return [
      { id: id('role_exists'), ok: false, summary: `The role ${role} does not exist at the server.`, advice },
    ];
  }
  const findings = [
    grantFinding(id('role_grantable'), role, mayGrant(facts, rights.mayBeGranted), facts.brokerRole),
  ];
  if (entitlement.readOnly)
    findings.push(readOnlyFinding(id('read_only'), role, rights, entitlement.database));
  if (rights.readsVerifiers) {
    findings.push({
      id: id('password_verifiers'),
      ok: false,
      summary: `${role} may read the password verifiers of every role at the server.`,
      advice: 'Grant the tables that are needed instead of pg_read_all_data, which includes pg_authid.',
    });
  }
  if (rights.borrowed.length > 0) {
    findings.push({
      id: id('definer_functions'),
      ok: false,
      summary: `${role} may call functions that act with their owner’s rights: ${someOf(rights.borrowed)}.`,
      advice: 'Look at what they change, or revoke EXECUTE on them from PUBLIC.',
    });
  }
  return findings;
}

const grantFinding = (id: string, role: string, ok: boolean, broker: string): PreflightFinding =>
  ok
    ? { id, ok, summary: `The broker may grant ${role}.` }
    : {
        id,
        ok,
        summary: `The broker may not grant ${role}.`,
        advice: `Grant ${role} to ${broker} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE.`,
      };

function readOnlyFinding(id: string, role: string, rights: RoleRights, database: string): PreflightFinding {
  const beyond = [...rights.powers.map((power) => `the rights of ${power}`), ...rights.writable];
  return beyond.length === 0
    ? { id, ok: true, summary: `${role} can only read in the database ${database}.` }
    : {
        id,
        ok: false,
        summary: `${role} is meant to read only, but may also use or change: ${someOf(beyond)}.`,
        advice:
          'Revoke these rights: the read-only setting of a session can be set back by whoever holds the session.',
      };
}

const SHOWN = 5;

const someOf = (items: readonly string[]): string =>
  items.length <= SHOWN
    ? items.join(', ')
    : `${items.slice(0, SHOWN).join(', ')} and ${items.length - SHOWN} more`;
