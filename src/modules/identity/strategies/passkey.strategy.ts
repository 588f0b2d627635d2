import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Redacted } from '../../../kernel';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { passkeyBody } from '../factors/factors.dto';
import { SignInWithPasskey } from '../factors/sign-in-with-passkey';

/** Both factors at once: the answer of a passkey in the body. Answers the new session's token. */
@Injectable()
export class PasskeyStrategy extends PassportStrategy(Strategy, 'passkey') {
  constructor(private readonly signIn: SignInWithPasskey) {
    super();
  }

  validate(request: FastifyRequest): Promise<Redacted<string>> {
    const { passkey } = zod(passkeyBody).transform(request.body);
    return this.signIn.run(callerOf(request), passkey, request.webSession);
  }
}
