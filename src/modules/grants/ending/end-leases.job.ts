import { Injectable } from '@nestjs/common';
import { within } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import type { Tx } from '../../../platform/database/unit-of-work';
import { type Reading, TargetError } from '../../connectors';
import { EndGrant } from './end-grant';
import type { Lease, Proof } from '../grant';
import { leaseEvent } from '../grant-events';
import { GrantRepository } from '../grant.repository';
import { LeaseMetrics } from '../lease-metrics';
import { LeaseWork, LeaseWorkTools, type SystemInArrears, tooLate, TRY_LASTS } from '../lease-work.job';

const ENDER = systemActor('grants.ender');

/** Removes leases at their targets, reads the targets back, and closes what is proved. Retried for ever (I7). */
@Injectable()
export class EndLeasesJob extends LeaseWork {
  constructor(
    tools: LeaseWorkTools,
    private readonly grants: GrantRepository,
    private readonly endGrant: EndGrant,
    private readonly metrics: LeaseMetrics,
  ) {
    super(tools);
  }

  protected systemsInArrears(now: Date): Promise<SystemInArrears[]> {
    return this.tools.leases.systemsToEndAt(this.tools.uow.reader, now);
  }

  protected claim(tx: Tx, systemId: string, until: Date, limit: number): Promise<Lease[]> {
    return this.tools.leases.claimToEnd(tx, systemId, until, limit);
  }

  protected async work(lease: Lease): Promise<void> {
    const reading = await within(TRY_LASTS, this.removeAndRead(lease), tooLate);
    await this.close(lease, { ...reading, readAt: reading.readAt.toISOString() });
  }

  private async removeAndRead(lease: Lease): Promise<Reading> {
    const { connector, target } = await this.reach(lease);
    const object = {
      targetName: lease.targetName,
      entitlement: lease.entitlementSettings,
      expiresAt: lease.expiresAt,
    };
    await connector.revoke(target, object);
    const reading = await connector.verify(target, object);
    if (!reading.absent)
      throw new TargetError('unexpected', `Still there when read back: ${reading.summary}`);
    return reading;
  }

  private close(lease: Lease, { summary, readAt, facts }: Proof): Promise<void> {
    return this.tools.uow.run(ENDER, async (tx) => {
      const grant = await this.grants.lock(tx, lease.grantId);
      // Somebody else owns it by now and will write its own proof (I13).
      if (!(await this.tools.leases.markEnded(tx, lease.id, lease.fence, { summary, readAt, facts }))) return;
      const proof = { summary: open(summary), readAt: open(readAt), attempts: open(lease.attempts) };
      tx.record(leaseEvent('grants.lease_ended', lease, grant, proof));
      this.metrics.proved(lease.endAskedAt, tx.now);
      await this.endGrant.closeIfNothingIsLeft(tx, grant, { summary: open(summary) });
    });
  }
}
