import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Redacted } from '../../../kernel';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { GiveSecondFactor } from '../give-second-factor';
import { codeBody } from '../identity.dto';
import { signInFirst } from '../refusals';

/** The second factor of the session that the request carries. Answers the session's new token. */
@Injectable()
export class TotpStrategy extends PassportStrategy(Strategy, 'totp') {
  constructor(private readonly give: GiveSecondFactor) {
    super();
  }

  async validate(request: FastifyRequest): Promise<Redacted<string>> {
    if (!request.webSession) throw signInFirst();
    const { code } = zod(codeBody).transform(request.body);
    return this.give.run(callerOf(request), request.webSession, code);
  }
}
