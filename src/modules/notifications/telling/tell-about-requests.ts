import { Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { type AccessRequest, ApprovalRepository, RequestRepository } from '../../requests';
import { Notify } from './notify';

/**
 * Tells of one request by the facts of now, whatever happened to it: everybody who is asked and has not decided hears of
 * it once a version, so whoever is asked later (a delegate, an escalation) is told as soon as anything happens to it.
 */
@Injectable()
export class TellAboutRequests {
  constructor(
    private readonly notify: Notify,
    private readonly requests: RequestRepository,
    private readonly approvals: ApprovalRepository,
  ) {}

  async tell(tx: Tx, requestId: string): Promise<void> {
    const request = await this.requests.find(tx, requestId);
    if (!request) return;
    await this.notify.revise(tx, 'approval-asked', [request.id]);
    if (request.state === 'pending') await this.tellApprovers(tx, request);
    else await this.tellRequester(tx, request);
  }

  private async tellApprovers(tx: Tx, request: AccessRequest): Promise<void> {
    const decided = new Set(
      (await this.approvals.decisionsOf(tx, [request.id]))
        .filter(({ requestVersion }) => requestVersion === request.version)
        .map(({ approverId }) => approverId),
    );
    for (const ask of await this.approvals.asksOf(tx, [request.id])) {
      if (ask.requestVersion !== request.version || decided.has(ask.approverId)) continue;
      await this.notify.tell(tx, {
        kind: 'approval-asked',
        personId: ask.approverId,
        subjectId: request.id,
        topic: `version ${request.version}`,
        notAfter: request.lapsesAt,
      });
    }
  }

  /** Whoever took their own request back knows. */
  private async tellRequester(tx: Tx, request: AccessRequest): Promise<void> {
    if (request.state === 'cancelled' && request.closedBecause === null) return;
    await this.notify.tell(tx, {
      kind: 'request-closed',
      personId: request.requesterId,
      subjectId: request.id,
      topic: request.state,
      notAfter: new Date(tx.now.getTime() + DAY),
    });
  }
}
