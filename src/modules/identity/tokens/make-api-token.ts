import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Redacted } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import { hashToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import type { TokenScope } from '../../../platform/http/token-scope';
import { ApiTokenRepository, type NewToken } from './api-token.repository';
import type { ApiTokenBody } from './api-tokens.dto';
import { apiTokenText, expiryAfterDays, TOKENS_AT_MOST } from '../domain/api-token';
import { EnrolmentRepository } from '../factors/enrolment.repository';
import { STEP_UP_SECONDS } from '../domain/step-up-rules';
import { tooManyTokens } from '../refusals';
import { StepUpService } from '../step-up/step-up.service';
import { apiTokenMade } from './token-events';

const RANDOM_BYTES = 32;

export interface MadeToken {
  readonly id: string;
  readonly token: Redacted<string>;
  readonly expiresAt: Date;
  readonly scopes: readonly TokenScope[];
}

/** Makes an API token for its person, who confirms what it may do and for how long with a second factor. */
@Injectable()
export class MakeApiToken {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ApiTokenRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly stepUps: StepUpService,
  ) {}

  run(
    actor: Actor,
    principal: Principal,
    { name, scopes, expiresInDays }: ApiTokenBody,
    stepUpToken: string | undefined,
  ): Promise<MadeToken> {
    const { personId } = principal;
    return this.uow.run(actor, async (tx) => {
      await this.stepUps.consume(tx, principal, stepUpToken, {
        action: 'identity.make-token',
        subjectId: personId,
        digest: digestOf({ action: 'identity.make-token', personId, name, scopes, expiresInDays }),
        maxAgeSeconds: STEP_UP_SECONDS,
      });
      // Those that are confirmed at once are counted one after the other.
      await this.enrolments.lockPerson(tx, personId);
      const open = await this.tokens.openOf(tx, personId, tx.now);
      if (open.length >= TOKENS_AT_MOST) throw tooManyTokens(TOKENS_AT_MOST);
      const expiresAt = expiryAfterDays(tx.now, expiresInDays);
      return this.issue(tx, { personId, kind: 'api', name, scopes, expiresAt });
    });
  }

  /** Within the transaction of whatever was confirmed. */
  async issue(tx: Tx, what: Omit<NewToken, 'tokenHash'>): Promise<MadeToken> {
    const token = new Redacted(apiTokenText(randomBytes(RANDOM_BYTES)));
    const id = await this.tokens.insert(tx, { ...what, tokenHash: hashToken(token.reveal()) });
    tx.record(apiTokenMade(id, what));
    return { id, token, expiresAt: what.expiresAt, scopes: what.scopes };
  }
}
