import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { CatalogRepository } from '../../catalog';
import type { Connector, EndedTarget, ReopenedTarget, TargetSystem } from '../../connectors';
import { type EndedLease, LeaseRepository } from '../lease.repository';

export const SWEEP = systemActor('grants.orphan_sweep');
/** Seconds for which a target may keep something of a lease that is over: its own clock, and what it rounds up. */
const KEPT_FOR = 3_600;

/**
 * Lets a connector tidy up, and tells it which ends have to stand: what is to be denied is a fact of the database, not of the
 * process that denied it (I7). An end that was undone at the target is an alert.
 */
@Injectable()
export class TidyTarget {
  /** Undone ends that could not be put right yet. */
  private readonly reported = new Set<string>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(connector: Connector, target: TargetSystem): Promise<void> {
    if (!connector.tidy) return;
    const entitlements = await this.catalog.entitlementsOf(this.uow.reader, target.id);
    const since = addSeconds(this.clock.now(), -KEPT_FOR);
    const leases = await this.leases.endedBefore(this.uow.reader, target.id, since);
    const { reopened, failures } = await connector.tidy(target, {
      granted: entitlements.filter(({ retired }) => !retired).map(({ settings }) => settings),
      ended: leases.map(endedTarget),
    });
    const byName = new Map(leases.map((lease) => [lease.targetName, lease]));
    for (const one of reopened) {
      const lease = byName.get(one.targetName);
      if (lease) await this.report(lease, one);
    }
    for (const error of failures)
      this.logger.warn(
        { err: error, system: target.key },
        'Something at a target could not be tidied; the next sweep tries again.',
      );
  }

  /** What resists is told once, not every minute. */
  private async report(lease: EndedLease, { targetName, endedAnew }: ReopenedTarget): Promise<void> {
    if (!endedAnew && this.reported.has(lease.id)) return;
    await this.uow.record(SWEEP, {
      type: endedAnew ? 'grants.denial_restored' : 'grants.denial_missing',
      subject: { kind: 'lease', id: lease.id },
      related: [
        { kind: 'grant', id: lease.grantId },
        { kind: 'system', id: lease.systemId },
      ],
      severity: 'alert',
      data: { targetName: open(targetName), until: open(lease.expiresAt) },
    });
    if (endedAnew) this.reported.delete(lease.id);
    else this.reported.add(lease.id);
  }
}

const endedTarget = ({ targetName, entitlementSettings, expiresAt, proof }: EndedLease): EndedTarget => ({
  targetName,
  entitlement: entitlementSettings,
  expiresAt,
  proof: { readAt: new Date(proof.readAt), facts: proof.facts },
});
