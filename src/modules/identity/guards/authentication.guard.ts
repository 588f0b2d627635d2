import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { secondFactorFirst, signInFirst } from '../refusals';
import { authenticateWith } from '../strategies/authenticate-with';
import { SessionStrategy } from '../strategies/session.strategy';
import type { WebSession } from '../web-session';
import { endpointOf } from './endpoint-of';

/** Stands before every handler: says who calls, and lets nobody but a full session past what is not public. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: SessionStrategy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { access } = endpointOf(this.reflector, context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const session = await authenticateWith(this.strategy, request, reply);
    if (session) attach(request, session);
    if (access === 'public' || request.principal) return true;
    throw session ? secondFactorFirst() : signInFirst();
  }
}

function attach(request: FastifyRequest, session: WebSession): void {
  request.webSession = session;
  if (session.state !== 'signed-in') return;
  const { personId, id: sessionId, name, jobRoles, carriedBy } = session;
  request.principal = { personId, sessionId, name, jobRoles, carriedBy };
}
