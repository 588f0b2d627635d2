import { Injectable, type OnModuleInit } from '@nestjs/common';
import { open } from '../../../platform/database/audit-event';
import type { Tx } from '../../../platform/database/unit-of-work';
import { type EndReason, type Grant, GrantObservers } from '../../grants';
import type { AccessRequest, ClosedBecause } from '../access-request';
import { requestEvent } from '../request-events';
import { RequestRepository } from '../request.repository';

/** Waiting requests that lose what they rest on are closed in the transaction in which they lose it. */
@Injectable()
export class CloseBaselessRequests implements OnModuleInit {
  constructor(
    private readonly observers: GrantObservers,
    private readonly requests: RequestRepository,
  ) {}

  onModuleInit(): void {
    this.observers.whenPolicyChanges((tx) => this.ofPeopleWhoLeft(tx));
    this.observers.whenGrantsEnd((tx, grants, reason) => this.ofEndedGrants(tx, grants, reason));
  }

  /** Whoever has left asks for nothing any more, also if they come back one day. */
  private async ofPeopleWhoLeft(tx: Tx): Promise<void> {
    for (const request of await this.requests.lockPendingOfLeft(tx))
      await this.cancel(tx, request, 'person-left');
  }

  /** Nothing is left to extend. At the deadline that is because nobody decided in time. */
  private async ofEndedGrants(tx: Tx, grants: readonly Grant[], reason: EndReason): Promise<void> {
    const ids = grants.map(({ id }) => id);
    for (const request of await this.requests.lockPendingExtensions(tx, ids)) {
      if (reason === 'deadline') await this.lapse(tx, request);
      else await this.cancel(tx, request, 'grant-ended');
    }
  }

  /** What nobody has to approve any more cannot be decided. It was asked for by other rules, so it is asked for anew. */
  ofChangedRules(tx: Tx, request: AccessRequest): Promise<void> {
    return this.cancel(tx, request, 'rules-changed');
  }

  private async lapse(tx: Tx, request: AccessRequest): Promise<void> {
    await this.requests.close(tx, request, 'lapse');
    tx.record(requestEvent('requests.lapsed', request, { lapsesAt: open(request.lapsesAt) }));
  }

  private async cancel(tx: Tx, request: AccessRequest, because: ClosedBecause): Promise<void> {
    await this.requests.close(tx, request, 'cancel', because);
    tx.record(requestEvent('requests.cancelled', request, { because: open(because) }, 'notice'));
  }
}
