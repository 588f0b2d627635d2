import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import { ApiTokenRepository, type TokenEnd } from './api-token.repository';
import { apiTokenEnded, apiTokensEnded } from './token-events';

/** Ends tokens before their time. */
@Injectable()
export class EndApiTokens {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ApiTokenRepository,
  ) {}

  /** Of a token that its person gives up. Nothing happens when it has ended already. */
  one(actor: Actor, { id, personId }: { id: string; personId: string }, reason: TokenEnd): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      const ended = await this.tokens.end(tx, id, reason);
      tx.record(apiTokenEnded(personId, id, ended ? reason : 'already-over'));
    });
  }

  /** Every token of a person; how many there were. None is nothing to record. */
  async allOf(tx: Tx, personId: string, reason: TokenEnd): Promise<number> {
    const count = await this.tokens.endAllOf(tx, personId, reason);
    if (count > 0) tx.record(apiTokensEnded(personId, count, reason));
    return count;
  }
}
