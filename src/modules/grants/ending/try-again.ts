import { Injectable } from '@nestjs/common';
import { conflict, notFound } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { leaseEvent } from '../grant-events';
import { GrantRepository } from '../grant.repository';
import { LEASE_CHANNEL } from '../deadlines/lease-channel';
import { LeaseRepository } from '../lease.repository';

/** Asks the workers to try at once to end a lease that is not proved gone; they would anyway, within seconds. */
@Injectable()
export class TryAgain {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
  ) {}

  run(actor: Actor, leaseId: string): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const [seen] = await this.leases.byIds(tx, [leaseId]);
      if (!seen) throw notFound('grants.unknown_lease', 'There is no such log-in.');
      const grant = await this.grants.lock(tx, seen.grantId);
      const [lease] = await this.leases.byIds(tx, [leaseId]);
      if (lease.state === 'ended') throw conflict('grants.already_proved', 'It is proved gone already.');
      if (lease.endAskedAt === null)
        throw conflict('grants.not_ending', 'This log-in is not to end yet. End its grant first.');
      // In hand at this moment: that try is the answer.
      const brought = await this.leases.bringForward(tx, leaseId);
      tx.record(
        leaseEvent('grants.try_asked', lease, grant, {
          attempts: open(lease.attempts),
          inHand: open(!brought),
        }),
      );
      await tx.notify(LEASE_CHANNEL);
    });
  }
}
