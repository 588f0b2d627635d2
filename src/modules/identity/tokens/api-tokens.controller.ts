import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { type Clock, notFound } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, isoOrNull, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { ApiTokenRepository, type OpenToken } from './api-token.repository';
import { type ApiTokenBody, apiTokenBody, apiTokenList, endedCount, madeTokenView } from './api-tokens.dto';
import { EndApiTokens } from './end-api-tokens';
import { MakeApiToken } from './make-api-token';
import { RecordRefusedAccess } from '../record-refused-access';
import { StepUpToken } from '../step-up/step-up-token';
import { apiTokensEnded } from './token-events';

/** A person's tokens, for programs and command lines. No token reaches these addresses: none makes or ends another. */
@Controller('api/v1/api-tokens')
export class ApiTokensController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ApiTokenRepository,
    private readonly make: MakeApiToken,
    private readonly endTokens: EndApiTokens,
    private readonly refused: RecordRefusedAccess,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({ summary: 'My API tokens and command lines', access: 'signed-in', response: apiTokenList })
  async mine(@CurrentPrincipal() { personId }: Principal) {
    const open = await this.tokens.openOf(this.uow.reader, personId, this.clock.now());
    return { items: open.map(apiTokenViewOf) };
  }

  @Post()
  @Endpoint({
    summary: 'Make an API token, shown once',
    description:
      'For `Authorization: Bearer`. It can do what its scopes say and its person may, and no more.',
    access: 'signed-in',
    status: 201,
    response: madeTokenView,
    stepUp: 'identity.make-token',
    refuses: ['insufficient_user_authentication', 'identity.too_many_tokens'],
  })
  async create(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(apiTokenBody)) body: ApiTokenBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const { id, token, expiresAt } = await this.make.run(actor, principal, body, stepUpToken);
    return { id, token: token.reveal(), expiresAt: iso(expiresAt) };
  }

  @Delete()
  @Endpoint({ summary: 'End all my tokens and command lines', access: 'signed-in', response: endedCount })
  async endAll(@CurrentActor() actor: Actor, @CurrentPrincipal() { personId }: Principal) {
    const ended = await this.uow.run(actor, async (tx) => {
      const count = await this.tokens.endAllOf(tx, personId, 'revoked');
      tx.record(apiTokensEnded(personId, count, 'revoked'));
      return count;
    });
    return { ended };
  }

  @Delete(':id')
  @Endpoint({
    summary: 'End one of my tokens',
    access: 'signed-in',
    status: 204,
    refuses: ['identity.unknown_token'],
  })
  async end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() { personId }: Principal,
    @Param('id', zod(uuid)) id: string,
  ): Promise<void> {
    const token = await this.tokens.openById(this.uow.reader, id, this.clock.now());
    if (token?.personId !== personId) {
      if (token) await this.refused.run(actor, { kind: 'api-token', id }, 'end');
      throw notFound('identity.unknown_token', 'You have no such token.');
    }
    await this.endTokens.one(actor, token, 'revoked');
  }
}

export const apiTokenViewOf = (token: OpenToken) => ({
  ...token,
  createdAt: iso(token.createdAt),
  expiresAt: iso(token.expiresAt),
  lastUsedAt: isoOrNull(token.lastUsedAt),
});
