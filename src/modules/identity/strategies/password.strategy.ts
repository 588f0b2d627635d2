import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { Redacted } from '../../../kernel';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { DeviceCookie } from '../sign-in/device-cookie';
import { passwordBody } from '../identity.dto';
import { SignInWithPassword } from '../sign-in/sign-in-with-password';

/** The first factor: a name and a password in the body. Answers the new session's token. */
@Injectable()
export class PasswordStrategy extends PassportStrategy(Strategy, 'password') {
  constructor(
    private readonly signIn: SignInWithPassword,
    private readonly devices: DeviceCookie,
  ) {
    super();
  }

  validate(request: FastifyRequest): Promise<Redacted<string>> {
    const { handle, password } = zod(passwordBody).transform(request.body);
    const typed = { handle, password: new Redacted(password), device: this.devices.of(request) };
    return this.signIn.run(callerOf(request), typed, request.webSession);
  }
}
