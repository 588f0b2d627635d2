import { Injectable } from '@nestjs/common';
import { conflict, known } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { CatalogRepository } from '../../catalog';
import { GrantAccess, GrantRepository } from '../../grants';
import { ExtensionRules } from '../extension-rules';
import { RequestRepository } from '../request.repository';
import type { Asker } from '../request-facts';
import { type Acceptable, TakeRequest } from '../submitting/take-request';

export interface ExtensionSubmission {
  readonly grantId: string;
  readonly justification: string;
  /** undefined: the ticket of the request that the grant came of. */
  readonly ticket: string | null | undefined;
  readonly durationSeconds: number;
  readonly idempotencyKey: string | null;
}

/** Its holder asks for more time before a grant ends. Whoever approves such a profile is asked, as they were the first time. */
@Injectable()
export class RequestExtension {
  constructor(
    private readonly takeRequest: TakeRequest,
    private readonly requests: RequestRepository,
    private readonly grants: GrantRepository,
    private readonly access: GrantAccess,
    private readonly catalog: CatalogRepository,
    private readonly rules: ExtensionRules,
  ) {}

  /** Answers the request's id. */
  async submit(actor: Actor, principal: Principal, submission: ExtensionSubmission): Promise<string> {
    await this.access.assertOwn(actor, principal, submission.grantId);
    const { idempotencyKey, ticket = 'as before', ...rest } = submission;
    const sent = { idempotencyKey, digest: digestOf({ ...rest, ticket }) };
    return this.takeRequest.take(actor, principal, sent, (tx, asker) => this.judge(tx, asker, submission));
  }

  private async judge(tx: Tx, asker: Asker, submission: ExtensionSubmission): Promise<Acceptable> {
    const { grantId, justification, durationSeconds } = submission;
    const grant = await this.grants.lockWithApprovals(tx, grantId);
    await this.assertOnlyOne(tx, grantId);
    const profile = await this.catalog.profile(tx, grant.profileId);
    const ticket = submission.ticket === undefined ? grant.ticket : submission.ticket;
    const input = { justification, ticket, durationSeconds, startsAt: null };
    const acceptable = await this.rules.assertAcceptable(tx, grant, profile, asker, input);
    const from = known(grant.expiresAt, 'The end of a grant in use');
    return { ...acceptable, extension: { grantId, grantRequestId: grant.requestId, from } };
  }

  private async assertOnlyOne(tx: Tx, grantId: string): Promise<void> {
    const [open] = await this.requests.lockPendingExtensions(tx, [grantId]);
    if (!open) return;
    throw conflict(
      'requests.extension_pending',
      'More time is asked for already. Change that request, or take it back first.',
      { pendingRequestId: open.id },
    );
  }
}
