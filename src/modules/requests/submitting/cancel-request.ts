import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { RequestAccess } from '../request-access';
import { requestEvent } from '../request-events';
import { RequestRepository } from '../request.repository';

/** Its requester takes a waiting request back. */
@Injectable()
export class CancelRequest {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly access: RequestAccess,
  ) {}

  async cancel(actor: Actor, principal: Principal, id: string): Promise<void> {
    await this.access.assertOwn(actor, principal, id);
    await this.uow.run(actor, async (tx) => {
      const request = await this.requests.lock(tx, id);
      await this.requests.close(tx, request, 'cancel');
      tx.record(requestEvent('requests.cancelled', request));
    });
  }
}
