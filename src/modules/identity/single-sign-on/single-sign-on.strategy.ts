import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Redacted } from '../../../kernel';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { AttemptCookie } from './attempt-cookie';
import { FinishSingleSignOn } from './finish-single-sign-on';
import { returnBody } from './single-sign-on.dto';

/** The first factor: what an identity provider sent the browser back with. Answers the new session's token. */
@Injectable()
export class SingleSignOnStrategy extends PassportStrategy(Strategy, 'single-sign-on') {
  constructor(
    private readonly finish: FinishSingleSignOn,
    private readonly cookie: AttemptCookie,
  ) {
    super();
  }

  validate(request: FastifyRequest): Promise<Redacted<string>> {
    const { query } = zod(returnBody).transform(request.body);
    const returned = { parameters: new URLSearchParams(query), attempt: this.cookie.of(request) };
    return this.finish.run(callerOf(request), returned, request.webSession);
  }
}
