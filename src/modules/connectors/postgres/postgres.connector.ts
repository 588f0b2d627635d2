import type { Clock, Redacted } from '../../../kernel';
import {
  TargetError,
  type Connector,
  type GuardReport,
  type IssuedCredential,
  type LeaseTarget,
  type MovedTarget,
  type NamedTarget,
  type Orphan,
  type PreflightFinding,
  type Reading,
  type TargetSystem,
} from '../connector';
import { credentialFormats } from './credential-formats';
import { sectionName } from '../section-name';
import { endRole } from './end-role';
import { readGuard } from './guard-report';
import { issueRole } from './issue-role';
import { isLeaseRoleName, leaseRoleName } from './lease-role';
import { moveDeadline } from './move-deadline';
import { preflight } from './preflight/preflight';
import { listRoles, readRole } from './read-role';
import {
  entitlementSettings,
  parseSettings,
  systemSettings,
  type EntitlementSettings,
  type SslMode,
  type SystemSettings,
} from './settings';
import { defaultSslmode, parseTargetUrl, type TargetAddress } from './target-address';
import { DEFAULT_LIMITS, TargetPools, type TargetLimits } from './target-pools';

/** PostgreSQL servers: a lease is a log-in role of its own that is a member of the entitlement's roles. */
export class PostgresConnector implements Connector {
  readonly kind = 'postgres';
  /** Terminating and dropping is the server's work: more of it at once only queues there. */
  readonly endsAtOnce = 8;
  private readonly pools: TargetPools;

  constructor(
    private readonly clock: Clock,
    limits: TargetLimits = DEFAULT_LIMITS,
  ) {
    this.pools = new TargetPools(limits);
  }

  checkSystemSettings(settings: unknown): void {
    parseSettings(systemSettings, settings, 'the system');
  }

  checkEntitlementSettings(settings: unknown): void {
    parseSettings(entitlementSettings, settings, 'the entitlement');
  }

  targetName(leaseId: string): string {
    return leaseRoleName(leaseId);
  }

  async issue(system: TargetSystem, lease: LeaseTarget): Promise<IssuedCredential> {
    const settings = settingsOf(system);
    const entitlement = parseSettings(
      entitlementSettings,
      lease.entitlement,
      `an entitlement of ${system.name}`,
    );
    refuseForeignName(lease.targetName);
    const secret = await issueRole(this.pools, system, settings, lease, entitlement);
    return {
      username: lease.targetName,
      secret,
      formats: formatsFor(system, settings, entitlement, lease, secret),
    };
  }

  async revoke(system: TargetSystem, lease: NamedTarget): Promise<void> {
    refuseForeignName(lease.targetName);
    await endRole(this.pools, system, settingsOf(system), lease.targetName);
  }

  verify(system: TargetSystem, lease: NamedTarget): Promise<Reading> {
    return readRole(this.pools, system, lease.targetName);
  }

  async moveDeadline(system: TargetSystem, { targetName, expiresAt }: MovedTarget): Promise<void> {
    refuseForeignName(targetName);
    await moveDeadline(this.pools, system, settingsOf(system), { name: targetName, expiresAt });
  }

  list(system: TargetSystem): Promise<Orphan[]> {
    return listRoles(this.pools, system, settingsOf(system));
  }

  guard(system: TargetSystem): Promise<GuardReport> {
    return readGuard(this.pools, system);
  }

  preflight(system: TargetSystem, entitlements: readonly unknown[] = []): Promise<PreflightFinding[]> {
    return preflight({
      pools: this.pools,
      clock: this.clock,
      system,
      settings: settingsOf(system),
      entitlements: entitlements.map((entitlement) =>
        parseSettings(entitlementSettings, entitlement, `an entitlement of ${system.name}`),
      ),
    });
  }

  close(): Promise<void> {
    return this.pools.close();
  }
}

const settingsOf = (system: TargetSystem): SystemSettings =>
  parseSettings(systemSettings, system.settings, system.name);

/** The last fence before a statement is written: no other name is ever altered or dropped. */
function refuseForeignName(name: string): void {
  if (!isLeaseRoleName(name)) throw new TargetError('refused', 'That is not the name of a leased role.');
}

function formatsFor(
  system: TargetSystem,
  settings: SystemSettings,
  entitlement: EntitlementSettings,
  { targetName, about }: LeaseTarget,
  secret: Redacted<string>,
): IssuedCredential['formats'] {
  const address = parseTargetUrl(system.credential, settings);
  return credentialFormats({
    host: settings.clientHost ?? address.host,
    port: settings.clientPort ?? address.port,
    sslmode: clientSslmode(settings, address),
    sslRootCert: settings.clientSslRootCert,
    database: entitlement.database,
    user: targetName,
    password: secret.reveal(),
    service: sectionName(about),
  });
}

/** People who connect elsewhere than the broker get the default for that place. */
const clientSslmode = (settings: SystemSettings, broker: TargetAddress): SslMode =>
  settings.clientSslmode ??
  settings.sslmode ??
  (settings.clientHost === undefined ? broker.sslmode : defaultSslmode(settings.clientHost));
