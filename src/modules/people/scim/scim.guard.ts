import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Clock, MINUTE } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { ScimError } from './scim-error';
import { type ScimTokenRow, ScimTokenRepository } from './scim-token.repository';

declare module 'fastify' {
  interface FastifyRequest {
    scimToken?: ScimTokenRow;
  }
}

const BEARER = /^Bearer +(\S{20,200})$/i;

/** A provisioning system is known by its token alone: no session, cookie or API token of a person opens these addresses. */
@Injectable()
export class ScimGuard implements CanActivate {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ScimTokenRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const text = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const now = this.clock.now();
    const token = text === undefined ? undefined : await this.tokens.good(this.uow.reader, text, now);
    if (!token)
      throw new ScimError(401, 'Send the token of the provisioning system: Authorization: Bearer …');
    request.scimToken = token;
    await this.noteUse(token, now);
    return true;
  }

  private async noteUse({ id, lastUsedAt }: ScimTokenRow, now: Date): Promise<void> {
    if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < MINUTE) return;
    await this.uow.bookkeeping('people.scim_token_used: when a token was used last', (tx) =>
      this.tokens.touch(tx, id),
    );
  }
}

/** The provisioning system, for the audit trail, by the token that it called with. */
export const ScimActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { kind: 'system', name: `people.scim ${request.scimToken?.id ?? ''}`.trim(), requestId: request.id };
});
