import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { unauthenticated } from '../../kernel';
import type { Actor } from '../database/actor';
import type { TokenScope } from './token-scope';

/** What a request proved itself with: the session of a browser, or the token of a program. A step-up is bound to it. */
export type Credential =
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'api-token'; readonly id: string; readonly scopes: readonly TokenScope[] };

/** The person of a request, as the directory says at this moment (never cached: I15, I16). */
export interface Principal {
  readonly personId: string;
  readonly credential: Credential;
  readonly name: string;
  readonly jobRoles: readonly string[];
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
  if (!request.principal) return { kind: 'anonymous', ...where };
  const { personId, credential } = request.principal;
  const tokenId = credential.kind === 'api-token' ? credential.id : undefined;
  return { kind: 'person', personId, tokenId, ...where };
}

/** Who acts, for the audit trail, as a parameter of a controller's method. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
