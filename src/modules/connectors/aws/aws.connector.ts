import type { Clock } from '../../../kernel';
import type { Exclusively } from '../../../platform/database/exclusively';
import {
  TargetError,
  type Connector,
  type EndedTarget,
  type GuardReport,
  type IssuedCredential,
  type LeaseTarget,
  type NamedTarget,
  type Orphan,
  type PreflightFinding,
  type Reading,
  type TargetSystem,
  type Tidied,
} from '../connector';
import { callerIdentity } from './aws-calls';
import { type AwsLimits, AwsTargets, DEFAULT_LIMITS } from './aws-targets';
import { refuseOtherAccounts } from './broker-account';
import { issueSession } from './issue-session';
import { Preflight } from './preflight/preflight';
import { deniesAnyhow, type ProbedRole, type ProbeOutcome, probeSession } from './probe-session';
import { overAt, readSession } from './read-session';
import { RoleDenials } from './role-denials';
import { SharedAnswers } from './rounds';
import { isSessionName, sessionName } from './session-name';
import {
  endingSettings,
  entitlementSettings,
  parseSettings,
  systemSettings,
  type EndingSettings,
  type EntitlementSettings,
  type SystemSettings,
} from './settings';
import { tidyRoles } from './tidy-roles';

/** AWS accounts: a lease is a session of a role, worth nothing after its grant, and ended early by the role's own denial. */
export class AwsConnector implements Connector {
  readonly kind = 'aws';
  /** However many end at once, they share one write for each role: more of them make nothing slower. */
  readonly endsAtOnce = 256;
  readonly keepsEarlierSecrets = true;
  private readonly targets: AwsTargets;
  private readonly denials = new Map<string, RoleDenials>();
  private readonly clocks = new SharedAnswers<Date>();
  private readonly controls = new SharedAnswers<boolean>();
  private readonly checks: Preflight;

  constructor(
    private readonly clock: Clock,
    private readonly exclusively: Exclusively,
    limits: AwsLimits = DEFAULT_LIMITS,
  ) {
    this.targets = new AwsTargets(limits);
    this.checks = new Preflight(this.targets, clock);
  }

  checkSystemSettings(settings: unknown): void {
    parseSettings(systemSettings, settings, 'the system');
  }

  checkEntitlementSettings(settings: unknown): void {
    parseSettings(entitlementSettings, settings, 'the entitlement');
  }

  targetName(leaseId: string): string {
    return sessionName(leaseId);
  }

  async issue(system: TargetSystem, lease: LeaseTarget): Promise<IssuedCredential> {
    refuseForeignName(lease.targetName);
    const settings = settingsOf(system);
    const entitlement = entitlementOf(system, lease.entitlement);
    const target = await this.targets.of(system);
    await refuseOtherAccounts(target, entitlement.roleArn);
    return issueSession(target, this.clock, { settings, entitlement, lease });
  }

  async revoke(system: TargetSystem, lease: NamedTarget): Promise<void> {
    refuseForeignName(lease.targetName);
    const { roleArn } = whatEnds(system, lease.entitlement);
    // Its own policy refuses everything by now: nothing is left to deny, and no right is needed for that.
    if (await overAt(lease, this.clock, () => this.awsClock(system))) return;
    await this.denialsOf(system, roleArn).end({ name: lease.targetName, expiresAt: lease.expiresAt });
  }

  async verify(system: TargetSystem, lease: NamedTarget): Promise<Reading> {
    const { roleArn, probe } = whatEnds(system, lease.entitlement);
    const { externalId } = settingsOf(system);
    return readSession(lease, this.clock, {
      denials: this.denialsOf(system, roleArn),
      awsClock: () => this.awsClock(system),
      ...(probe && {
        probe: () => this.probe(system, { roleArn, externalId }, lease.targetName),
      }),
    });
  }

  /** STS keeps no list of sessions. None can be an orphan for longer than its grant: AWS ends what it is worth by itself. */
  list(): Promise<Orphan[]> {
    return Promise.resolve([]);
  }

  /** Of roles granted today, and of those that a session may still have from before its entitlement was changed or retired. */
  tidy(
    system: TargetSystem,
    { granted, ended }: { readonly granted: readonly unknown[]; readonly ended: readonly EndedTarget[] },
  ): Promise<Tidied> {
    const roles = new Map<RoleDenials, EndedTarget[]>();
    const leasesOf = (settings: unknown): EndedTarget[] => {
      const denials = this.denialsOf(system, whatEnds(system, settings).roleArn);
      const known = roles.get(denials) ?? [];
      roles.set(denials, known);
      return known;
    };
    for (const settings of granted) leasesOf(settings);
    for (const lease of ended) leasesOf(lease.entitlement).push(lease);
    return tidyRoles(roles);
  }

  async guard(system: TargetSystem): Promise<GuardReport> {
    return {
      kind: 'target',
      alive: true,
      lastSeenAt: await this.awsClock(system),
      summary: 'AWS itself refuses everything after the deadline, even while Sallyport is down.',
    };
  }

  preflight(system: TargetSystem, entitlements: readonly unknown[] = []): Promise<PreflightFinding[]> {
    return this.checks.look(
      system,
      settingsOf(system),
      entitlements.map((settings) => entitlementOf(system, settings)),
    );
  }

  close(): Promise<void> {
    this.targets.close();
    return Promise.resolve();
  }

  private denialsOf(system: TargetSystem, roleArn: string): RoleDenials {
    const key = `${system.id} ${roleArn}`;
    const known = this.denials.get(key) ?? new RoleDenials(this.targets, this.exclusively, system, roleArn);
    known.system = system;
    this.denials.set(key, known);
    return known;
  }

  private awsClock(system: TargetSystem): Promise<Date> {
    return this.clocks.of(system.id, async () => (await callerIdentity(await this.targets.of(system))).at);
  }

  private async probe(system: TargetSystem, role: ProbedRole, name: string): Promise<ProbeOutcome> {
    const outcome = await probeSession(this.targets, system, role, name);
    if (outcome !== 'denied') return outcome;
    const anyhow = await this.controls.of(`${system.id} ${role.roleArn}`, () =>
      deniesAnyhow(this.targets, system, role),
    );
    return anyhow ? 'blind' : outcome;
  }
}

const settingsOf = (system: TargetSystem): SystemSettings =>
  parseSettings(systemSettings, system.settings, system.name);

const entitlementOf = (system: TargetSystem, settings: unknown): EntitlementSettings =>
  parseSettings(entitlementSettings, settings, `an entitlement of ${system.name}`);

/** What was issued under rules of yesterday has to end under those of today: no more is asked of it than its role. */
const whatEnds = (system: TargetSystem, settings: unknown): EndingSettings =>
  parseSettings(endingSettings, settings, `an entitlement of ${system.name}`);

/** The last fence before a policy is written: no other name, and no wildcard, is ever denied. */
function refuseForeignName(name: string): void {
  if (!isSessionName(name)) throw new TargetError('refused', 'That is not the name of a leased session.');
}
