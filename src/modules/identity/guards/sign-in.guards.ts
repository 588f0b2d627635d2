import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redacted } from '../../../kernel';
import { AddressLimit } from '../sign-in/address-limit';
import { callerOf } from '../caller';
import { signInFirst } from '../refusals';
import { authenticateWith, type RequestStrategy } from '../strategies/authenticate-with';
import { PasskeyStrategy } from '../strategies/passkey.strategy';
import { PasswordStrategy } from '../strategies/password.strategy';
import { SecondFactorStrategy } from '../strategies/second-factor.strategy';
import { SingleSignOnStrategy } from '../single-sign-on/single-sign-on.strategy';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the factor that this request brought was traded for. */
    newSessionToken?: Redacted<string>;
  }
}

async function takeFactor(
  strategy: RequestStrategy<Redacted<string>>,
  limit: AddressLimit,
  context: ExecutionContext,
): Promise<boolean> {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const reply = http.getResponse<FastifyReply>();
  request.newSessionToken = await limit.around(callerOf(request), () =>
    authenticateWith(strategy, request, reply),
  );
  return request.newSessionToken !== undefined;
}

@Injectable()
export class PasswordGuard implements CanActivate {
  constructor(
    private readonly strategy: PasswordStrategy,
    private readonly limit: AddressLimit,
  ) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return takeFactor(this.strategy, this.limit, context);
  }
}

@Injectable()
export class SecondFactorGuard implements CanActivate {
  constructor(
    private readonly strategy: SecondFactorStrategy,
    private readonly limit: AddressLimit,
  ) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return takeFactor(this.strategy, this.limit, context);
  }
}

@Injectable()
export class PasskeyGuard implements CanActivate {
  constructor(
    private readonly strategy: PasskeyStrategy,
    private readonly limit: AddressLimit,
  ) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return takeFactor(this.strategy, this.limit, context);
  }
}

@Injectable()
export class SingleSignOnGuard implements CanActivate {
  constructor(
    private readonly strategy: SingleSignOnStrategy,
    private readonly limit: AddressLimit,
  ) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return takeFactor(this.strategy, this.limit, context);
  }
}

/** The session token that a guard of this file got for the request. */
export const NewSessionToken = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { newSessionToken } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!newSessionToken) throw signInFirst();
  return newSessionToken;
});
