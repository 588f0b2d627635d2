import { Injectable } from '@nestjs/common';
import { known, within } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import type { Tx } from '../../../platform/database/unit-of-work';
import { TargetError } from '../../connectors';
import type { Lease } from '../grant';
import { leaseEvent } from '../grant-events';
import { GrantRepository } from '../grant.repository';
import { LeaseWork, LeaseWorkTools, type SystemInArrears, tooLate, TRY_LASTS } from '../lease-work.job';

const EXTENDER = systemActor('grants.extender');

/**
 * Moves the deadlines of log-ins at their targets where an extension was approved. Tried again until the earlier deadline:
 * what could not be moved by then ends at it, so that a failure can only ever mean less time.
 */
@Injectable()
export class ExtendLeasesJob extends LeaseWork {
  constructor(
    tools: LeaseWorkTools,
    private readonly grants: GrantRepository,
  ) {
    super(tools);
  }

  protected systemsInArrears(now: Date): Promise<SystemInArrears[]> {
    return this.tools.leases.systemsToExtendAt(this.tools.uow.reader, now);
  }

  protected claim(tx: Tx, systemId: string, until: Date, limit: number): Promise<Lease[]> {
    return this.tools.leases.claimToExtend(tx, systemId, until, limit);
  }

  protected async work(lease: Lease): Promise<void> {
    const until = known(lease.extendTo, 'The new deadline');
    await within(TRY_LASTS, this.move(lease, until), tooLate);
    await this.settle(lease, until);
  }

  private async move(lease: Lease, expiresAt: Date): Promise<void> {
    const { connector, target } = await this.reach(lease);
    if (!connector.moveDeadline)
      throw new TargetError('refused', 'The end of a log-in cannot be moved at this target.');
    await connector.moveDeadline(target, {
      targetName: lease.targetName,
      entitlement: lease.entitlementSettings,
      expiresAt,
    });
  }

  /** Nothing where it was ended, replaced or taken over meanwhile: revoking wins, whatever the target says by now (I12, I13). */
  private settle(lease: Lease, until: Date): Promise<void> {
    return this.tools.uow.run(EXTENDER, async (tx) => {
      const grant = await this.grants.lock(tx, lease.grantId);
      const now = this.tools.clock.now();
      if (!(await this.tools.leases.markExtended(tx, lease.id, lease.fence, { until, now }))) return;
      const data = { targetName: open(lease.targetName), from: open(lease.expiresAt), until: open(until) };
      tx.record(leaseEvent('grants.lease_extended', lease, grant, data));
    });
  }
}
