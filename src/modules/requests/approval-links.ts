import { Inject, Injectable } from '@nestjs/common';
import { known } from '../../kernel';
import { ENVIRONMENT, type Environment } from '../../platform/config/environment.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { iso } from '../../platform/http/shapes';
import { DirectoryRepository } from '../directory';
import type { AccessRequest } from './access-request';
import { ApprovalRepository } from './approval.repository';
import { AskApprovers } from './ask-approvers';

export interface ApprovalLink {
  readonly approver: { readonly id: string; readonly name: string };
  readonly url: string;
  readonly expiresAt: string;
}

/** The links of a waiting request, for whoever delivers them. */
@Injectable()
export class ApprovalLinks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly approvals: ApprovalRepository,
    private readonly directory: DirectoryRepository,
    private readonly askApprovers: AskApprovers,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async of(request: AccessRequest): Promise<ApprovalLink[]> {
    if (request.state !== 'pending') return [];
    const sealed = await this.approvals.sealedLinksOf(this.uow.reader, request);
    const organisation = await this.directory.organisation(this.uow.reader);
    return sealed.map(({ approverId, sealedLinkToken, linkExpiresAt }) => {
      const token = this.askApprovers.reopen(request, approverId, sealedLinkToken);
      return {
        approver: { id: approverId, name: known(organisation.person(approverId), 'A person').name },
        url: `${this.environment.publicUrl}/approve/${token}`,
        expiresAt: iso(linkExpiresAt),
      };
    });
  }
}
