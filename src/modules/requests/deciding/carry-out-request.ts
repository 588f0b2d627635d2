import { Injectable } from '@nestjs/common';
import { open } from '../../../platform/database/audit-event';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { AccessProfile } from '../../catalog';
import { type ApprovedGrant, CreateGrant, ExtendGrant, GrantRepository, Halts } from '../../grants';
import type { AccessRequest } from '../access-request';
import { extensionTerms } from '../extension-rules';
import { requestEvent } from '../request-events';
import { RequestRepository } from '../request.repository';

/** Turns an approved request into what it asked for, in the transaction of the last yes. */
@Injectable()
export class CarryOutRequest {
  constructor(
    private readonly requests: RequestRepository,
    private readonly grants: GrantRepository,
    private readonly createGrant: CreateGrant,
    private readonly extendGrant: ExtendGrant,
    private readonly halts: Halts,
  ) {}

  /** `grant`: what it extends. */
  async run(
    tx: Tx,
    request: AccessRequest,
    profile: AccessProfile,
    grant: ApprovedGrant | undefined,
    approvalIds: readonly string[],
  ): Promise<void> {
    await this.requests.close(tx, request, 'approve');
    if (grant) return this.extendGrant.extend(tx, grant, profile, extensionTerms(request));
    await this.createGrant.create(tx, {
      requestId: request.id,
      requestVersion: request.version,
      requestDigest: request.digest,
      personId: request.requesterId,
      profile,
      durationSeconds: request.durationSeconds,
      startsAt: request.startsAt,
      approvalIds,
    });
  }

  /** The policy itself says yes, and why: recorded as such, and never for personal data. */
  async byPolicy(tx: Tx, request: AccessRequest, profile: AccessProfile, because: string): Promise<void> {
    await this.halts.assertNone(tx, request.requesterId, request.profileId);
    tx.record(
      requestEvent('requests.approved_by_policy', request, {
        version: open(request.version),
        digest: open(request.digest),
        because: open(because),
      }),
    );
    const { extension } = request;
    const grant = extension ? await this.grants.lockWithApprovals(tx, extension.grantId) : undefined;
    await this.run(tx, request, profile, grant, []);
  }
}
