import { Injectable } from '@nestjs/common';
import { CLAIM_LASTS } from './domain/retry';
import { systemActor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import type { EndReason } from './domain/grant-lifecycle';
import { EndGrant } from './end-grant';
import type { Grant, Lease } from './grant';
import { grantEvent, leaseEvent } from './grant-events';
import { GrantRepository } from './grant.repository';
import { LeaseRepository } from './lease.repository';

const DEADLINE = systemActor('grants.deadline');
const BATCH = 200;

/** Everything that the clock alone changes: starts, claim windows, deadlines, and intents whose issuer is gone. */
@Injectable()
export class AdvanceByClock {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly endGrant: EndGrant,
  ) {}

  /** One batch. True when the batch was full, so that there may be more. */
  async run(): Promise<boolean> {
    const leases = await this.endDueLeases();
    const grants = await this.moveDueGrants();
    return leases === BATCH || grants === BATCH;
  }

  private endDueLeases(): Promise<number> {
    return this.uow.run(DEADLINE, async (tx) => {
      const due = await this.leases.lockDue(tx, BATCH);
      if (due.length === 0) return 0;
      for (const grantId of new Set(due.map((lease) => lease.grantId))) {
        await this.endDueOfGrant(tx, grantId, due);
      }
      return due.length;
    });
  }

  private async endDueOfGrant(tx: Tx, grantId: string, leases: Lease[]): Promise<void> {
    const grant = await this.grants.lock(tx, grantId);
    if (grant.expiresAt !== null && grant.expiresAt <= tx.now) {
      await this.endGrant.end(tx, grant, { reason: 'deadline', by: null });
    }
    const abandoned = leases.filter((lease) => lease.grantId === grantId && lease.state === 'issuing');
    if (abandoned.length > 0) await this.endAbandoned(tx, grant, abandoned);
  }

  /** The issuer died between intent and outcome: whatever it left at the target is removed, and nobody saw the secret. */
  private async endAbandoned(tx: Tx, grant: Grant, leases: Lease[]): Promise<void> {
    await this.leases.markEnding(
      tx,
      leases.map(({ id }) => id),
    );
    for (const lease of leases) {
      const claim = open(CLAIM_LASTS / 1_000);
      tx.record(leaseEvent('grants.lease_abandoned', lease, grant, { claimSeconds: claim }, 'notice'));
    }
  }

  private moveDueGrants(): Promise<number> {
    return this.uow.run(DEADLINE, async (tx) => {
      const due = await this.grants.lockDue(tx, BATCH);
      for (const grant of due) {
        if (grant.state === 'scheduled') await this.start(tx, grant);
        else await this.endGrant.end(tx, grant, { reason: reasonOf(grant), by: null });
      }
      return due.length;
    });
  }

  private async start(tx: Tx, grant: Grant): Promise<void> {
    await this.grants.markState(tx, grant.id, 'claimable');
    tx.record(grantEvent('grants.started', grant, { claimBy: open(grant.claimBy) }));
  }
}

const reasonOf = ({ state }: Grant): EndReason => (state === 'active' ? 'deadline' : 'unclaimed');
