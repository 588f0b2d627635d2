import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enrolFirst, newPasswordFirst, secondFactorFirst, signInFirst } from '../refusals';
import { authenticateWith } from '../strategies/authenticate-with';
import { SessionStrategy } from '../strategies/session.strategy';
import { TokenStrategy } from '../strategies/token.strategy';
import { apiTokenOf } from '../sessions/session-cookie';
import type { WebSession } from '../sessions/web-session';
import { endpointOf } from './endpoint-of';

/**
 * Stands before every handler: says who calls, and lets nobody but a full session past what is not public; a session that
 * owes its first enrolment past what enrols.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: SessionStrategy,
    private readonly tokens: TokenStrategy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { access } = endpointOf(this.reflector, context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (apiTokenOf(request)) {
      // A token is nobody's at an address that is everybody's, and a cookie beside it never counts.
      if (access !== 'public') request.principal = await authenticateWith(this.tokens, request, reply);
      return true;
    }
    const session = await authenticateWith(this.strategy, request, reply);
    if (session) attach(request, session);
    if (access === 'public' || request.principal) return true;
    if (!session) throw signInFirst();
    if (session.state === 'second-factor-required') throw secondFactorFirst();
    if (session.state === 'new-password-required') throw newPasswordFirst();
    if (access === 'enrolling') return true;
    throw enrolFirst();
  }
}

function attach(request: FastifyRequest, session: WebSession): void {
  request.webSession = session;
  if (session.state !== 'signed-in') return;
  const { personId, id, name, jobRoles } = session;
  request.principal = { personId, name, jobRoles, credential: { kind: 'session', id } };
}
