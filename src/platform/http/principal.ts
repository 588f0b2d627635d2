import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { unauthenticated } from '../../kernel';
import type { Actor } from '../database/actor';

/** The signed-in person of a request, as the session's row says at this moment (never cached: I15, I16). */
export interface Principal {
  readonly personId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly jobRoles: readonly string[];
  /** How the session proved itself: a cookie needs a CSRF token, a bearer token does not. */
  readonly carriedBy: 'cookie' | 'bearer';
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw unauthenticated('identity.sign_in_required', 'Sign in first.');
  return request.principal;
}

/** The signed-in person, as a parameter of a controller's method. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  principalOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function actorOf(request: FastifyRequest): Actor {
  const where = { requestId: request.id, address: request.ip };
  return request.principal
    ? { kind: 'person', personId: request.principal.personId, ...where }
    : { kind: 'anonymous', ...where };
}

/** Who acts, for the audit trail, as a parameter of a controller's method. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
