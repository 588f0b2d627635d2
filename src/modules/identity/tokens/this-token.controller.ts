import { Controller, Delete, Get, Inject } from '@nestjs/common';
import { type Clock, notFound } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { TOKEN_SCOPES } from '../../../platform/http/token-scope';
import { DirectoryRepository } from '../../directory';
import { ApiTokenRepository } from './api-token.repository';
import { apiTokenViewOf } from './api-tokens.controller';
import { thisTokenView } from './api-tokens.dto';
import { EndApiTokens } from './end-api-tokens';
import { FactorViews } from '../factors/factor-views';
import { tokenOver } from '../refusals';

/** What a program asks about its own token. */
@Controller('api/v1/api-token')
export class ThisTokenController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ApiTokenRepository,
    private readonly directory: DirectoryRepository,
    private readonly endTokens: EndApiTokens,
    private readonly factors: FactorViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    summary: 'The token that asks: whose, what for, until when',
    access: 'signed-in',
    scopes: TOKEN_SCOPES,
    response: thisTokenView,
    refuses: ['identity.no_token'],
  })
  async show(@CurrentPrincipal() principal: Principal) {
    const from = this.uow.reader;
    const token = await this.tokens.openById(from, tokenIdOf(principal), this.clock.now());
    if (!token) throw tokenOver('ended');
    const { id, handle, name } = await this.directory.person(from, principal.personId);
    const { authenticator, passkeys } = await this.factors.mine(principal);
    return {
      ...apiTokenViewOf(token),
      person: { id, handle, name },
      secondFactors: [...(authenticator ? ['totp'] : []), ...(passkeys.length > 0 ? ['passkey'] : [])],
    };
  }

  @Delete()
  @Endpoint({
    summary: 'End the token that asks',
    description: 'What `sallyport logout` does.',
    access: 'signed-in',
    scopes: TOKEN_SCOPES,
    status: 204,
    refuses: ['identity.no_token'],
  })
  async end(@CurrentActor() actor: Actor, @CurrentPrincipal() principal: Principal): Promise<void> {
    const { personId } = principal;
    await this.endTokens.one(actor, { id: tokenIdOf(principal), personId }, 'signed-out');
  }
}

function tokenIdOf({ credential }: Principal): string {
  if (credential.kind === 'api-token') return credential.id;
  throw notFound('identity.no_token', 'This call came with no API token.');
}
