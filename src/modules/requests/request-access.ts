import { subject } from '@casl/ability';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { abilityOf, RecordRefusedAccess } from '../identity';
import type { AccessRequest } from './access-request';
import { ApprovalRepository } from './approval.repository';
import { RequestRepository, unknownRequest } from './request.repository';

/** Who may see which request: its requester, who was asked about it, and who may read all. For others there is none. */
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
    return this.refuse(actor, request, id, 'read');
  }

  async assertOwn(actor: Actor, principal: Principal, id: string): Promise<void> {
    const request = await this.requests.find(this.uow.reader, id);
    if (request?.requesterId !== principal.personId) await this.refuse(actor, request, id, 'change');
  }

  private async mayRead(principal: Principal, request: AccessRequest): Promise<boolean> {
    const asks = await this.approvals.asksOf(this.uow.reader, [request.id]);
    const approverIds = asks.map(({ approverId }) => approverId);
    return abilityOf(principal).can('read', subject('AccessRequest', { ...request, approverIds }));
  }

  private async refuse(
    actor: Actor,
    request: AccessRequest | undefined,
    id: string,
    attempt: 'read' | 'change',
  ): Promise<never> {
    if (request) await this.refused.run(actor, { kind: 'access-request', id }, attempt);
    throw unknownRequest();
  }
}
