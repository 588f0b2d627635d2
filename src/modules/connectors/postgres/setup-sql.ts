import { escapeIdentifier, escapeLiteral } from 'pg';

import { GUARD_SQL } from './guard-sql';

/** What an administrator of the target decides before Sallyport may work there. */
export interface TargetSetup {
  /** The role the broker logs in as. Default `sallyport_broker`. */
  readonly brokerRole?: string;
  /** The role the reaper logs in as. Default `sallyport_reaper`. */
  readonly reaperRole?: string;
  /** The system's setting of the same name. Default `sallyport_leases`. */
  readonly leaseGroup?: string;
  /** The roles that entitlements name in `memberOf`. They must exist. */
  readonly memberRoles: readonly string[];
  /** SCRAM verifiers; a role keeps its password, or has none yet, where left out. */
  readonly brokerVerifier?: string;
  readonly reaperVerifier?: string;
}

export const SETUP_DEFAULTS = {
  brokerRole: 'sallyport_broker',
  reaperRole: 'sallyport_reaper',
  leaseGroup: 'sallyport_leases',
} as const;

/**
 * The SQL that prepares a PostgreSQL server, to be run in the database that the broker's URL names, by a superuser or
 * a provider's administrator. It may be run again at any time: it adds what is missing and changes nothing else.
 */
export function setupSql(setup: TargetSetup): string {
  const {
    brokerRole = SETUP_DEFAULTS.brokerRole,
    reaperRole = SETUP_DEFAULTS.reaperRole,
    leaseGroup = SETUP_DEFAULTS.leaseGroup,
  } = setup;
  const broker = escapeIdentifier(brokerRole);
  const reaper = escapeIdentifier(reaperRole);
  return [
    '-- Sallyport at a PostgreSQL target. Safe to run again.',
    'BEGIN;',
    '-- The mark of this Sallyport: every leased role is its member. A pg_hba.conf line may name it as +' +
      leaseGroup,
    createRole(leaseGroup, 'NOLOGIN'),
    '-- The broker makes and drops leased roles. It is no superuser and may read no table.',
    createRole(brokerRole, 'LOGIN CREATEROLE'),
    createRole(reaperRole, 'LOGIN NOINHERIT CONNECTION LIMIT 4'),
    ...(setup.brokerVerifier
      ? [`ALTER ROLE ${broker} PASSWORD ${escapeLiteral(setup.brokerVerifier)};`]
      : []),
    ...(setup.reaperVerifier
      ? [`ALTER ROLE ${reaper} PASSWORD ${escapeLiteral(setup.reaperVerifier)};`]
      : []),
    "-- To end connections. It reaches every session but a superuser's.",
    `GRANT pg_signal_backend TO ${broker};`,
    '-- To hand out these roles, without holding them.',
    ...[leaseGroup, ...setup.memberRoles].map((role) => grantToHandOut(role, brokerRole)),
    GUARD_SQL,
    `GRANT USAGE ON SCHEMA sallyport TO ${broker}, ${reaper};`,
    `GRANT SELECT ON sallyport.guard_heartbeat TO ${broker};`,
    `GRANT EXECUTE ON FUNCTION sallyport.end_expired_connections(text) TO ${reaper};`,
    `INSERT INTO sallyport.lease_group (role_name) VALUES (${escapeLiteral(leaseGroup)}) ON CONFLICT DO NOTHING;`,
    'COMMIT;',
    '',
  ].join('\n');
}

/**
 * Takes from everybody what would let a leased role leave something behind in the database this is run in.
 * Printed apart from the set-up, because an application that relies on these rights would miss them.
 */
export const hardeningSql = (database: string): string =>
  [
    `-- Database ${database.replaceAll(/\s/g, ' ')}: nobody creates tables in schema public, or temporary ones, without being let.`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC;',
    `REVOKE TEMPORARY ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC;`,
    '',
  ].join('\n');

/**
 * Set-up and hardening as one script for psql, which changes the database on its way. To be started in the database that
 * the broker's credential names.
 */
export const setupScript = (setup: TargetSetup, databases: readonly string[]): string =>
  [
    setupSql(setup),
    ...databases.flatMap((database) => [`\\connect ${escapeIdentifier(database)}`, hardeningSql(database)]),
  ].join('\n');

/** CREATE ROLE knows no IF NOT EXISTS. */
const createRole = (role: string, attributes: string): string =>
  doBlock(`  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${escapeLiteral(role)}) THEN
    CREATE ROLE ${escapeIdentifier(role)} ${attributes};
  END IF;`);

/**
 * The right to grant a role onwards, and nothing of what the role may do. Before PostgreSQL 16 that cannot be said;
 * there CREATEROLE alone is enough to grant any role.
 */
const grantToHandOut = (role: string, to: string): string =>
  doBlock(`  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE ${escapeLiteral(`GRANT ${escapeIdentifier(role)} TO ${escapeIdentifier(to)} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`)};
  END IF;`);

function doBlock(body: string): string {
  const quoted = body.includes('$setup$')
    ? escapeLiteral(`BEGIN ${body} END`)
    : `$setup$ BEGIN\n${body}\nEND $setup$`;
  return `DO ${quoted};`;
}
