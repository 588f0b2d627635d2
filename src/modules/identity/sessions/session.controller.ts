import { Body, Controller, Delete, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redacted } from '../../../kernel';
import { Endpoint } from '../../../platform/http/endpoint';
import { zod } from '../../../platform/http/zod.pipe';
import { asPerson, callerOf } from '../caller';
import { EndSessions } from './end-sessions';
import { passkeyBody, publicKeyOptions, secondFactorBody } from '../factors/factors.dto';
import { PasskeyOptions } from '../factors/passkey-options';
import { NewSessionToken, PasskeyGuard, PasswordGuard, SecondFactorGuard } from '../guards/sign-in.guards';
import { passwordBody, type SessionAnswer, sessionAnswer } from '../identity.dto';
import { SessionCookie } from './session-cookie';
import { SessionView } from './session-view';
import { ShowSession } from './show-session';

@Controller('api/v1/session')
export class SessionController {
  constructor(
    private readonly cookie: SessionCookie,
    private readonly endSessions: EndSessions,
    private readonly view: SessionView,
    private readonly passkeyOptions: PasskeyOptions,
    private readonly showSession: ShowSession,
  ) {}

  @Get()
  @Endpoint({ summary: 'Who is signed in here', access: 'public', response: sessionAnswer })
  current(@Req() request: FastifyRequest): Promise<SessionAnswer> {
    return this.view.of(request.webSession);
  }

  @Post()
  @UseGuards(PasswordGuard)
  @Endpoint({
    summary: 'Sign in with a password',
    description:
      'Sets the session cookie. Whoever has a second factor gives it next; who must have one and has none enrols it.',
    access: 'public',
    response: sessionAnswer,
    refuses: [
      'identity.wrong_credentials',
      'identity.locked_out',
      'identity.too_many_from_here',
      'identity.busy',
    ],
  })
  signIn(
    @Body(zod(passwordBody)) _checkedByTheGuard: object,
    @NewSessionToken() token: Redacted<string>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    return this.showSession.run(request, reply, token);
  }

  @Post('second-factor')
  @UseGuards(SecondFactorGuard)
  @Endpoint({
    summary: 'Finish signing in with a second factor',
    access: 'public',
    response: sessionAnswer,
    refuses: [
      'identity.wrong_code',
      'identity.code_already_used',
      'identity.wrong_recovery_code',
      'identity.passkey_refused',
      'identity.challenge_over',
      'identity.locked_out',
      'identity.too_many_from_here',
      'identity.second_factor_not_asked',
    ],
  })
  giveSecondFactor(
    @Body(zod(secondFactorBody)) _checkedByTheGuard: object,
    @NewSessionToken() token: Redacted<string>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    return this.showSession.run(request, reply, token);
  }

  @Post('passkey-options')
  @Endpoint({
    summary: 'What to ask a passkey, to sign in or to finish signing in',
    description:
      'For `navigator.credentials.get`. Good for five minutes and one answer: as the second factor of a session that ' +
      'owes it, otherwise as a whole sign-in with any passkey that the browser knows for this site.',
    access: 'public',
    response: publicKeyOptions,
    refuses: ['identity.passkeys_not_possible'],
  })
  async askPasskey(@Req() { webSession }: FastifyRequest) {
    return { publicKey: await this.passkeyOptions.forSignIn(webSession) };
  }

  @Post('passkey')
  @UseGuards(PasskeyGuard)
  @Endpoint({
    summary: 'Sign in with a passkey',
    description: 'It verified its owner, so it counts as both factors. Sets the session cookie.',
    access: 'public',
    response: sessionAnswer,
    refuses: [
      'identity.passkey_refused',
      'identity.passkey_suspect',
      'identity.challenge_over',
      'identity.too_many_from_here',
    ],
  })
  signInWithPasskey(
    @Body(zod(passkeyBody)) _checkedByTheGuard: object,
    @NewSessionToken() token: Redacted<string>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    return this.showSession.run(request, reply, token);
  }

  @Delete()
  @Endpoint({
    summary: 'Sign out',
    description: 'Also of a session that still owes its second factor; and of none, which changes nothing.',
    access: 'public',
    response: sessionAnswer,
  })
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const session = request.webSession;
    if (session) {
      await this.endSessions.one(asPerson(callerOf(request), session.personId), session, 'signed-out');
    }
    this.cookie.clear(reply);
    return this.view.of(undefined);
  }
}
