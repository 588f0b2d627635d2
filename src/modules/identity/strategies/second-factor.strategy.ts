import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Redacted } from '../../../kernel';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { proofOf } from '../factors/factor-proof';
import { secondFactorBody } from '../factors/factors.dto';
import { GiveSecondFactor } from '../sign-in/give-second-factor';
import { signInFirst } from '../refusals';

/** The second factor of the session that the request carries. Answers the session's new token. */
@Injectable()
export class SecondFactorStrategy extends PassportStrategy(Strategy, 'second-factor') {
  constructor(private readonly give: GiveSecondFactor) {
    super();
  }

  async validate(request: FastifyRequest): Promise<Redacted<string>> {
    if (!request.webSession) throw signInFirst();
    const proof = proofOf(zod(secondFactorBody).transform(request.body));
    return this.give.run(callerOf(request), request.webSession, proof);
  }
}
