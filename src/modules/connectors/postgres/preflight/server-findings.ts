import type { PreflightFinding } from '../../connector';
import { SETUP_VERSION } from '../guard-sql';
import { OLDEST_SUPPORTED, POSTGRES_16 } from '../target-session';

/** What one statement told about the server and about the broker's own role there. */
export interface ServerFacts {
  readonly version: number;
  readonly versionText: string;
  readonly standby: boolean;
  readonly tls: boolean;
  readonly brokerRole: string;
  readonly superuser: boolean;
  readonly createRole: boolean;
  readonly maySignal: boolean;
  readonly groupExists: boolean;
  readonly mayGrantGroup: boolean;
  readonly setupVersion: number | null;
  /** Milliseconds that the target's clock is ahead of ours. */
  readonly clockAhead: number;
}

export const SERVER_FACTS = `
  SELECT pg_catalog.current_setting('server_version') AS "versionText",
    pg_catalog.pg_is_in_recovery() AS standby,
    COALESCE((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()), false) AS tls,
    r.rolname AS "brokerRole", r.rolsuper AS superuser, r.rolcreaterole AS "createRole",
    pg_catalog.pg_has_role(r.oid, 'pg_signal_backend', 'USAGE') AS "maySignal",
    g.oid IS NOT NULL AS "groupExists",
    COALESCE(pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER WITH ADMIN OPTION'), false) AS "mayGrantGroup",
    substring(pg_catalog.obj_description(
      (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'sallyport'), 'pg_namespace') FROM '\\d+$')::int
      AS "setupVersion",
    pg_catalog.clock_timestamp() AS "readAt"
  FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_roles g ON g.rolname = $1::name
  WHERE r.rolname = current_user`;

/** Milliseconds. Deadlines are compared on both clocks, so a larger difference would show. */
const CLOCK_TOLERANCE = 2_000;

const SET_UP_AGAIN = 'Run the SQL that "sallyport system setup-sql" prints.';

const finding = (id: string, ok: boolean, good: string, bad: string, advice: string): PreflightFinding =>
  ok ? { id, ok, summary: good } : { id, ok, summary: bad, advice };

/** Everything that can be said of the server whatever its entitlements are. `leaseGroup` is the setting. */
export function serverFindings(facts: ServerFacts, leaseGroup: string): PreflightFinding[] {
  const broker = facts.brokerRole;
  return [
    finding(
      'version',
      facts.version >= OLDEST_SUPPORTED,
      `PostgreSQL ${facts.versionText} is supported.`,
      `PostgreSQL ${facts.versionText} is older than what is supported.`,
      'Upgrade the server to PostgreSQL 14 or later.',
    ),
    finding(
      'set_role',
      facts.version >= POSTGRES_16,
      'Leased roles cannot change into the roles they are members of.',
      'Leased roles can change into the roles they are members of, and can lend themselves to other roles.',
      'Upgrade the server to PostgreSQL 16 or later; before that, membership cannot be limited.',
    ),
    finding(
      'primary',
      !facts.standby,
      'The server is a primary.',
      'The server is a standby, where no role can be made.',
      'Point the credential of this system at the primary.',
    ),
    finding(
      'tls',
      facts.tls,
      'The broker’s connection to the server is encrypted.',
      'The broker’s connection to the server is not encrypted.',
      'Switch TLS on at the server and set sslmode to verify-full, unless both are on one machine.',
    ),
    finding(
      'broker_not_superuser',
      !facts.superuser,
      `The broker’s role ${broker} is no superuser.`,
      `The broker’s role ${broker} is a superuser, so whoever takes its credential owns the server.`,
      `Use the broker role of the set-up instead. ${SET_UP_AGAIN}`,
    ),
    ...rightsFindings(facts, leaseGroup),
    finding(
      'setup',
      facts.setupVersion === SETUP_VERSION,
      'The set-up at the target is complete and up to date.',
      facts.setupVersion === null
        ? 'The set-up was not run in this database.'
        : `The set-up at the target has version ${facts.setupVersion}; this Sallyport brings version ${SETUP_VERSION}.`,
      SET_UP_AGAIN,
    ),
    finding(
      'clock',
      Math.abs(facts.clockAhead) <= CLOCK_TOLERANCE,
      'The clocks of the server and of Sallyport agree within two seconds.',
      `The server’s clock is ${inSeconds(facts.clockAhead)} Sallyport’s.`,
      'Synchronise both machines with the same time source, or access begins and ends at the wrong moment.',
    ),
  ];
}

function rightsFindings(facts: ServerFacts, leaseGroup: string): PreflightFinding[] {
  const { brokerRole: broker } = facts;
  const rules = facts.superuser || facts.createRole;
  return [
    finding(
      'broker_createrole',
      rules,
      `The broker’s role ${broker} may create roles.`,
      `The broker’s role ${broker} may not create roles.`,
      SET_UP_AGAIN,
    ),
    finding(
      'broker_signal',
      facts.maySignal,
      `The broker’s role ${broker} may end connections.`,
      `The broker’s role ${broker} may not end connections.`,
      `Grant it pg_signal_backend. ${SET_UP_AGAIN}`,
    ),
    finding(
      'lease_group',
      facts.groupExists && mayGrant(facts, facts.mayGrantGroup),
      `The broker can mark leased roles with ${leaseGroup}.`,
      facts.groupExists
        ? `The broker’s role ${broker} may not grant ${leaseGroup}, which marks leased roles.`
        : `The role ${leaseGroup}, which marks leased roles, does not exist.`,
      SET_UP_AGAIN,
    ),
  ];
}

/** Before PostgreSQL 16 CREATEROLE is enough to grant any role but a superuser's. */
export const mayGrant = (
  facts: Pick<ServerFacts, 'version' | 'superuser' | 'createRole'>,
  withAdminOption: boolean,
): boolean => facts.superuser || withAdminOption || (facts.version < POSTGRES_16 && facts.createRole);

const inSeconds = (milliseconds: number): string =>
  `${(Math.abs(milliseconds) / 1_000).toFixed(1)} seconds ${milliseconds > 0 ? 'ahead of' : 'behind'}`;
