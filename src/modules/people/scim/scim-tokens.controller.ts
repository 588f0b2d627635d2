import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, isoOrNull, timestamp, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { ManageScimTokens } from './manage-scim-tokens';
import { ScimTokenRepository } from './scim-token.repository';

const tokenBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{C}+$/u, 'has characters that no name has')
    .describe('Which provisioning system it is for'),
  replacing: z.boolean().default(false).describe('Ends the other tokens in 24 hours'),
});
type TokenBody = z.output<typeof tokenBody>;

const tokenList = z.object({
  baseUrl: z.string().describe('What the provisioning system is told to call'),
  items: z.array(
    z.object({
      id: uuid,
      name: z.string(),
      createdAt: timestamp,
      createdBy: z.string().nullable(),
      lastUsedAt: timestamp.nullable(),
      expiresAt: timestamp.nullable(),
    }),
  ),
});

/** Tokens with which a provisioning system calls `/scim/v2`. */
@Controller('api/v1/scim-tokens')
export class ScimTokensController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ScimTokenRepository,
    private readonly manage: ManageScimTokens,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({ summary: 'Tokens of provisioning systems', access: 'people.manage', response: tokenList })
  async list() {
    const items = await this.tokens.open(this.uow.reader, this.clock.now());
    return {
      baseUrl: `${this.environment.publicUrl}/scim/v2`,
      items: items.map((token) => ({
        ...token,
        createdAt: iso(token.createdAt),
        lastUsedAt: isoOrNull(token.lastUsedAt),
        expiresAt: isoOrNull(token.expiresAt),
      })),
    };
  }

  @Post()
  @Endpoint({
    summary: 'Make a token for a provisioning system, shown once',
    access: 'people.manage',
    status: 201,
    response: z.object({ id: uuid, token: z.string() }),
    stepUp: 'people.make-scim-token',
    refuses: ['insufficient_user_authentication'],
  })
  async make(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(tokenBody)) body: TokenBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const { id, token } = await this.manage.make(actor, body, { principal, stepUpToken });
    return { id, token: token.reveal() };
  }

  @Delete(':id')
  @Endpoint({
    summary: 'End a token now',
    access: 'people.manage',
    status: 204,
    stepUp: 'people.end-scim-token',
    refuses: ['people.unknown_scim_token'],
  })
  end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.manage.end(actor, principal, id, stepUpToken);
  }
}
