import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../kernel';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { hashToken, newToken } from '../../platform/crypto/token';
import type { Tx } from '../../platform/database/unit-of-work';
import type { ApprovalPlan } from '../policy';
import type { AccessRequest } from './access-request';
import { ApprovalRepository } from './approval.repository';

const LINK_LASTS = DAY;
export const LINK_PURPOSE = 'approval link';

/** A link of its own for each approver: it locates the request and proves nothing about who follows it. */
@Injectable()
export class AskApprovers {
  constructor(
    private readonly approvals: ApprovalRepository,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
  ) {}

  async ask(tx: Tx, request: AccessRequest, plan: ApprovalPlan): Promise<void> {
    const until = Math.min(tx.now.getTime() + LINK_LASTS, request.lapsesAt.getTime());
    await this.approvals.insertAsks(
      tx,
      plan.candidates.map(({ person, because }) => {
        const token = newToken().reveal();
        return {
          requestId: request.id,
          requestVersion: request.version,
          approverId: person.id,
          because,
          askedAt: tx.now,
          linkTokenHash: hashToken(token),
          sealedLinkToken: this.masterKey.seal(
            LINK_PURPOSE,
            contextOf(request, person.id),
            Buffer.from(token),
          ),
          linkExpiresAt: new Date(until),
        };
      }),
    );
  }

  /** The link's token again, for whoever delivers it. It is stored sealed, so that a dump of the database opens no link. */
  reopen(request: AccessRequest, approverId: string, sealed: Buffer): string {
    return this.masterKey.open(LINK_PURPOSE, contextOf(request, approverId), sealed).toString();
  }
}

const contextOf = ({ id, version }: AccessRequest, approverId: string): string =>
  `${id} ${version} ${approverId}`;
