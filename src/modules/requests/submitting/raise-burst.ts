import { Injectable } from '@nestjs/common';
import { addSeconds } from '../../../kernel';
import { open } from '../../../platform/database/audit-event';
import type { Tx } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DEFAULT_BURST, isBurst } from '../../policy';
import type { AccessRequest } from '../access-request';
import { RequestRepository } from '../request.repository';

/**
 * Many requests of one human being within a short time are an alert, whatever becomes of them: withdrawn and sent again they
 * wear approvers out as well, and so do changes that ask everybody anew. Under the lock of the human being, so none is missed.
 */
@Injectable()
export class RaiseBurst {
  constructor(
    private readonly requests: RequestRepository,
    private readonly catalog: CatalogRepository,
  ) {}

  /** After the request, or its new version, was written. */
  async run(tx: Tx, request: AccessRequest, accounts: readonly string[]): Promise<void> {
    const limit = (await this.catalog.organisation(tx))?.burst ?? DEFAULT_BURST;
    const sent = await this.requests.countVersionsOf(tx, accounts, addSeconds(tx.now, -limit.within));
    if (!isBurst(limit, sent)) return;
    tx.record({
      type: 'requests.burst',
      subject: { kind: 'person', id: request.requesterId },
      related: [{ kind: 'access-request', id: request.id }],
      severity: 'alert',
      data: { requests: open(sent), withinSeconds: open(limit.within) },
    });
  }
}
