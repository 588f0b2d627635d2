import { Injectable } from '@nestjs/common';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import type { Principal } from '../../../platform/http/principal';
import { CatalogRepository } from '../../catalog';
import type { RequestInput } from '../../policy';
import { RequestRules } from '../request-rules';
import { TakeRequest } from './take-request';

export interface Submission extends RequestInput {
  readonly profileKey: string;
  readonly idempotencyKey: string | null;
}

@Injectable()
export class SubmitRequest {
  constructor(
    private readonly takeRequest: TakeRequest,
    private readonly catalog: CatalogRepository,
    private readonly rules: RequestRules,
  ) {}

  /** Answers the request's id. */
  submit(actor: Actor, principal: Pick<Principal, 'personId'>, submission: Submission): Promise<string> {
    const { idempotencyKey, profileKey } = submission;
    const sent = { idempotencyKey, digest: submissionDigest(submission) };
    return this.takeRequest.take(actor, principal, sent, async (tx, asker, id) => {
      const profile = await this.catalog.profileByKey(tx, profileKey);
      const { person, organisation } = asker;
      const acceptable = await this.rules.assertAcceptable(tx, person, profile, organisation, submission, id);
      return { ...acceptable, extension: null };
    });
  }
}

/** Of all that was sent, as it was sent: what became of the request since, and today's defaults, change nothing in it. */
const submissionDigest = ({ idempotencyKey: _, startsAt, ...sent }: Submission): string =>
  digestOf({ ...sent, startsAt: startsAt?.toISOString() ?? null });
