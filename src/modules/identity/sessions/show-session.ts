import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redacted } from '../../../kernel';
import { AuthenticateSession } from './authenticate-session';
import { DeviceCookie } from '../sign-in/device-cookie';
import type { SessionAnswer } from '../identity.dto';
import { SessionCookie } from './session-cookie';
import { SessionView } from './session-view';

/** Hands a browser the session that it has just got. */
@Injectable()
export class ShowSession {
  constructor(
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
    private readonly sessions: AuthenticateSession,
    private readonly view: SessionView,
  ) {}

  /** Read back like any other session, so that the page sees what its next request will see. */
  async run(request: FastifyRequest, reply: FastifyReply, token: Redacted<string>): Promise<SessionAnswer> {
    this.cookie.set(reply, token);
    const session = await this.sessions.run({ token, carriedBy: 'cookie' });
    if (session?.state === 'signed-in') this.devices.set(request, reply, session.personId);
    return this.view.of(session);
  }
}
