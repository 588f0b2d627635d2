import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { AuthenticateSession } from '../sessions/authenticate-session';
import { SessionCookie } from '../sessions/session-cookie';
import type { WebSession } from '../sessions/web-session';

/** Recognises the session whose token a request carries. */
@Injectable()
export class SessionStrategy extends PassportStrategy(Strategy, 'session') {
  constructor(
    private readonly cookie: SessionCookie,
    private readonly sessions: AuthenticateSession,
  ) {
    super();
  }

  async validate(request: FastifyRequest): Promise<WebSession | null> {
    const carried = this.cookie.tokenOf(request);
    return (carried && (await this.sessions.run(carried))) ?? null;
  }
}
