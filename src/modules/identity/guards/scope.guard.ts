import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { actorOf } from '../../../platform/http/principal';
import { RecordRefusedAccess } from '../record-refused-access';
import { notForTokens, scopeMissing } from '../refusals';
import { endpointOf } from './endpoint-of';

/** Keeps an API token within its scopes, before its person's abilities are looked at. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly refused: RecordRefusedAccess,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { access, scopes } = endpointOf(this.reflector, context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credential = request.principal?.credential;
    if (access === 'public' || credential?.kind !== 'api-token') return true;
    if (scopes?.some((scope) => credential.scopes.includes(scope))) return true;
    await this.refused.run(
      actorOf(request),
      { kind: 'api-token', id: credential.id },
      'go beyond its scopes',
    );
    throw scopes ? scopeMissing(scopes) : notForTokens();
  }
}
