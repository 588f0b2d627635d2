import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '../../platform/database/actor';
import { type AuditEventInput, open } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../platform/jobs/job';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { CatalogRepository, type System } from '../catalog';
import { ConnectorRegistry, type Orphan } from '../connectors';
import { ResolveSecret } from '../keys';
import { LeaseRepository } from './lease.repository';

const SWEEP = systemActor('grants.orphan_sweep');

/**
 * Removes objects of ours at the targets that no open lease explains, and reports each (I8): what a crash left behind, and
 * what a broker restored from yesterday's backup does not know any more. Then lets each connector tidy up after itself.
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
    for (const orphan of await this.unexplained(found)) {
      const lease = { targetName: orphan.targetName, entitlement: undefined, expiresAt: undefined };
      // Its lease may have been proved ended between the list and the look at the leases.
      if ((await connector.verify(target, lease)).absent) continue;
      const news = await this.reportFound(system, orphan);
      await connector.revoke(target, lease);
      const { absent, summary } = await connector.verify(target, lease);
      if (absent) await this.reportRemoved(system, orphan, summary);
      else if (news) await this.record(system, orphan, 'grants.orphan_left', { summary });
    }
    const everGranted = await this.catalog.entitlementsOf(this.uow.reader, system.id);
    await connector.tidy?.(
      target,
      everGranted.map(({ settings }) => settings),
    );
  }

  /** The intent is committed before the target is called, so whatever is listed there has a row by the time we look (I4). */
  private async unexplained(found: readonly Orphan[]): Promise<Orphan[]> {
    const ids = found.flatMap(({ leaseId }) => (leaseId === undefined ? [] : [leaseId]));
    const open = (await this.leases.byIds(this.uow.reader, ids)).filter(({ state }) => state !== 'ended');
    const explained = new Set(open.map(({ targetName }) => targetName));
    return found.filter(({ targetName }) => !explained.has(targetName));
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
    return this.uow.run(SWEEP, (tx) => {
      tx.record({
        type,
        subject: { kind: 'system', id: system.id },
        related: orphan.leaseId === undefined ? [] : [{ kind: 'lease', id: orphan.leaseId }],
        severity: type === 'grants.orphan_removed' ? 'notice' : 'alert',
        data: { targetName: open(orphan.targetName), ...(summary ? { summary: open(summary) } : {}) },
      });
    });
  }
}
