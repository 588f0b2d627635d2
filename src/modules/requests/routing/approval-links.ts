import { Inject, Injectable } from '@nestjs/common';
import { forbidden, gone, known } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken } from '../../../platform/crypto/token';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { iso } from '../../../platform/http/shapes';
import { DirectoryRepository } from '../../directory';
import type { AccessRequest } from '../access-request';
import { ApprovalRepository } from '../approval.repository';
import { AskApprovers } from './ask-approvers';

export interface ApprovalLink {
  readonly approver: { readonly id: string; readonly name: string };
  readonly url: string;
  readonly expiresAt: string;
}

/** The links of a waiting request: made known to whoever delivers them, and used up by the decision they led to. */
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

  /** Within the transaction of the decision (I10). */
  async use(tx: Tx, request: AccessRequest, approverId: string, token: string): Promise<void> {
    const hash = hashToken(token);
    const ask = await this.approvals.findAskByLink(tx, hash);
    const isTheirs = ask?.requestId === request.id && ask.approverId === approverId;
    if (isTheirs && ask.requestVersion < request.version) {
      throw gone(
        'requests.link_of_earlier_version',
        'The request was changed after this link was made. Find it under Approvals, and decide on it as it is now.',
      );
    }
    if (!isTheirs || ask.requestVersion !== request.version) {
      throw forbidden(
        'requests.link_of_another',
        'This link was made for somebody else or for another request.',
      );
    }
    if (!(await this.approvals.useLink(tx, hash))) {
      throw gone(
        'requests.link_used',
        'This link was used already or is too old. Find the request under Approvals.',
      );
    }
  }
}
