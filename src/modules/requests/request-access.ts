import { subject } from '@casl/ability';
import { Injectable } from '@nestjs/common';
import { hashToken } from '../../platform/crypto/token';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { abilityOf, RecordRefusedAccess } from '../identity';
import type { AccessRequest, Ask } from './access-request';
import { ApprovalRepository } from './approval.repository';
import { RequestRepository, unknownRequest } from './request.repository';

type Attempt = 'read' | 'change' | 'follow-link';

/**
 * Who may see which request: its requester, who is asked about it as it stands, who has decided on it, and who may read
 * all. For others there is none: who was asked about an earlier version only has nothing to do with what it became.
 */
@Injectable()
export class RequestAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly requests: RequestRepository,
    private readonly approvals: ApprovalRepository,
    private readonly refused: RecordRefusedAccess,
  ) {}

  async readable(actor: Actor, principal: Principal, id: string): Promise<AccessRequest> {
    const request = await this.requests.find(this.uow.reader, id);
    if (request && (await this.mayRead(principal, request))) return request;
    return this.refuse(actor, request, 'read');
  }

  async assertOwn(actor: Actor, principal: Principal, id: string): Promise<void> {
    const request = await this.requests.find(this.uow.reader, id);
    if (request?.requesterId !== principal.personId) await this.refuse(actor, request, 'change');
  }

  /** Somebody else's link reads like one that never was: it must not even tell that there is a request. */
  async byLink(
    actor: Actor,
    principal: Principal,
    token: string,
  ): Promise<{ readonly ask: Ask; readonly request: AccessRequest }> {
    const ask = await this.approvals.findAskByLink(this.uow.reader, hashToken(token));
    if (!ask) throw unknownRequest();
    const request = await this.requests.find(this.uow.reader, ask.requestId);
    const isOwn = ask.approverId === principal.personId;
    if (request && isOwn && (await this.mayRead(principal, request))) return { ask, request };
    return this.refuse(actor, request, 'follow-link');
  }

  private async mayRead(principal: Principal, request: AccessRequest): Promise<boolean> {
    const approverIds = await this.approvals.approverIdsOf(this.uow.reader, request);
    return abilityOf(principal).can('read', subject('AccessRequest', { ...request, approverIds }));
  }

  private async refuse(actor: Actor, request: AccessRequest | undefined, attempt: Attempt): Promise<never> {
    if (request) await this.refused.run(actor, { kind: 'access-request', id: request.id }, attempt);
    throw unknownRequest();
  }
}
