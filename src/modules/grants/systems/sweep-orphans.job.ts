import { Inject, Injectable } from '@nestjs/common';
import { type AuditEventInput, open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { CatalogRepository, type System } from '../../catalog';
import { type Connector, ConnectorRegistry, type Orphan, type TargetSystem } from '../../connectors';
import { ResolveSecret } from '../../keys';
import type { Lease } from '../grant';
import { LeaseRepository } from '../lease.repository';
import { SWEEP, TidyTarget } from './tidy-target';

/**
 * Removes objects of ours at the targets that no open lease explains, and reports each (I8): what a crash left behind, and
 * what a broker restored from yesterday's backup does not know any more. Gives back its own deadline to a log-in that the
 * target would let in for longer (I12). Then lets each connector tidy up after itself.
 */
@WorkerJob()
@Injectable()
export class SweepOrphansJob implements Job {
  readonly name = 'grants.sweep_orphans';
  readonly schedule = '* * * * *';
  /** Orphans that were found and are not removed yet. */
  private readonly reported = new Set<string>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: ResolveSecret,
    private readonly tidyTarget: TidyTarget,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    for (const system of await this.catalog.systems(this.uow.reader)) {
      try {
        await this.sweep(system);
      } catch (error) {
        this.logger.warn(
          { err: error, system: system.key },
          'A target could not be swept; the next sweep tries again.',
        );
      }
    }
  }

  private async sweep(system: System): Promise<void> {
    const target = { ...system, credential: await this.secrets.run(system.credentialReference) };
    const connector = this.connectors.of(system.kind);
    const found = await connector.list(target);
    const leases = await this.openLeasesOf(found);
    for (const orphan of found.filter(({ targetName }) => !leases.has(targetName))) {
      const lease = { targetName: orphan.targetName, entitlement: undefined, expiresAt: undefined };
      // Its lease may have been proved ended between the list and the look at the leases.
      if ((await connector.verify(target, lease)).absent) continue;
      const news = await this.reportFound(system, orphan);
      await connector.revoke(target, lease);
      const { absent, summary } = await connector.verify(target, lease);
      if (absent) await this.reportRemoved(system, orphan, summary);
      else if (news) await this.record(system, orphan, 'grants.orphan_left', { summary });
    }
    for (const object of found) {
      const lease = leases.get(object.targetName);
      if (lease && outlives(object, lease)) await this.shorten(system, { connector, target }, lease);
    }
    await this.tidyTarget.run(connector, target);
  }

  /** The intent is committed before the target is called, so whatever is listed there has a row by the time we look (I4). */
  private async openLeasesOf(found: readonly Orphan[]): Promise<ReadonlyMap<string, Lease>> {
    const ids = found.flatMap(({ leaseId }) => (leaseId === undefined ? [] : [leaseId]));
    const open = (await this.leases.byIds(this.uow.reader, ids)).filter(({ state }) => state !== 'ended');
    return new Map(open.map((lease) => [lease.targetName, lease]));
  }

  private async shorten(
    system: System,
    { connector, target }: { readonly connector: Connector; readonly target: TargetSystem },
    lease: Lease,
  ): Promise<void> {
    const { targetName, entitlementSettings: entitlement, expiresAt } = lease;
    await connector.moveDeadline?.(target, { targetName, entitlement, expiresAt });
    await this.uow.record(SWEEP, {
      type: 'grants.deadline_corrected',
      subject: { kind: 'system', id: system.id },
      related: [
        { kind: 'lease', id: lease.id },
        { kind: 'grant', id: lease.grantId },
      ],
      severity: 'alert',
      data: { targetName: open(targetName), until: open(expiresAt) },
    });
  }

  /** Once, not every minute for as long as it resists. True when it was news. */
  private async reportFound(system: System, orphan: Orphan): Promise<boolean> {
    const key = `${system.id} ${orphan.targetName}`;
    if (this.reported.has(key)) return false;
    await this.record(system, orphan, 'grants.orphan_found', {});
    this.reported.add(key);
    return true;
  }

  private async reportRemoved(system: System, orphan: Orphan, summary: string): Promise<void> {
    await this.record(system, orphan, 'grants.orphan_removed', { summary });
    this.reported.delete(`${system.id} ${orphan.targetName}`);
  }

  private record(
    system: System,
    orphan: Orphan,
    type: AuditEventInput['type'],
    { summary }: { summary?: string },
  ): Promise<void> {
    return this.uow.record(SWEEP, {
      type,
      subject: { kind: 'system', id: system.id },
      related: orphan.leaseId === undefined ? [] : [{ kind: 'lease', id: orphan.leaseId }],
      severity: type === 'grants.orphan_removed' ? 'notice' : 'alert',
      data: { targetName: open(orphan.targetName), ...(summary ? { summary: open(summary) } : {}) },
    });
  }
}

/**
 * Whether the target lets it in for longer than its lease, and than what it is being moved to, says. The lease was read
 * after the target, and while it lives its deadline only grows: what is later than it now was so then.
 */
const outlives = ({ deadline = -Infinity }: Orphan, { state, expiresAt, extendTo }: Lease): boolean =>
  state === 'live' && deadline > (extendTo ?? expiresAt).getTime();
