import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { hashToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { ApiTokenLookup, type FoundToken } from './api-token-lookup';
import { ApiTokenRepository } from './api-token.repository';
import { isApiToken, tokenState } from '../domain/api-token';
import { LAST_SEEN_RESOLUTION, seenLongAgo } from '../domain/session-rules';
import { invalidToken, tokenOver } from '../refusals';

/** The person behind an API token. Throws for one that counts no more, or never did. */
@Injectable()
export class AuthenticateToken {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lookup: ApiTokenLookup,
    private readonly tokens: ApiTokenRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(token: Redacted<string>, address: string): Promise<Principal> {
    const text = token.reveal();
    const found = isApiToken(text) ? await this.lookup.byToken(hashToken(text)) : undefined;
    if (!found) throw invalidToken();
    const now = this.clock.now();
    const state = tokenState(found, now);
    if (state !== 'good') throw tokenOver(state);
    await this.noteUse(found, address, now);
    const { id, personId, name, jobRoles, scopes } = found;
    return { personId, name, jobRoles, credential: { kind: 'api-token', id, scopes } };
  }

  /** At once when it is used from somewhere else, otherwise once a minute. */
  private async noteUse(
    { id, lastUsedAt, lastUsedAddress }: FoundToken,
    address: string,
    now: Date,
  ): Promise<void> {
    if (lastUsedAt && lastUsedAddress === address && !seenLongAgo(lastUsedAt, now)) return;
    const unlessSince = new Date(now.getTime() - LAST_SEEN_RESOLUTION);
    await this.uow.bookkeeping('identity.token_last_used: for its person to see', (tx) =>
      this.tokens.touch(tx, id, address, unlessSince),
    );
  }
}
