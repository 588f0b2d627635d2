import { Body, Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { NewSessionToken, SingleSignOnGuard } from '../guards/sign-in.guards';
import { type SessionAnswer, sessionAnswer } from '../identity.dto';
import { ShowSession } from '../sessions/show-session';
import { AttemptCookie } from './attempt-cookie';
import { IdentityProviderRepository } from './identity-provider.repository';
import { providerList, returnBody, startAnswer, type StartBody, startBody } from './single-sign-on.dto';
import { StartSingleSignOn } from './start-single-sign-on';

@Controller('api/v1/single-sign-on')
export class SingleSignOnController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly providers: IdentityProviderRepository,
    private readonly start: StartSingleSignOn,
    private readonly attempt: AttemptCookie,
    private readonly showSession: ShowSession,
  ) {}

  @Get('providers')
  @Endpoint({ summary: 'Who may vouch for a sign-in', access: 'public', response: providerList })
  async list() {
    const offered = await this.providers.offered(this.uow.reader);
    return { items: offered.map(({ key, name }) => ({ key, name })) };
  }

  @Post()
  @Endpoint({
    summary: 'Begin to sign in at an identity provider',
    description: 'Sets a cookie with which the browser has to come back within ten minutes.',
    access: 'public',
    response: startAnswer,
    refuses: ['identity.unknown_provider', 'identity.provider_unreachable', 'identity.too_many_from_here'],
  })
  async begin(
    @Body(zod(startBody)) { provider, invitation }: StartBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { address, attempt } = await this.start.run(callerOf(request), provider, invitation ?? null);
    this.attempt.set(reply, attempt);
    return { address };
  }

  @Post('return')
  @UseGuards(SingleSignOnGuard)
  @Endpoint({
    summary: 'Finish signing in with what the identity provider sent the browser back with',
    description: 'Sets the session cookie. Whoever owes a second factor gives it next.',
    access: 'public',
    response: sessionAnswer,
    refuses: [
      'identity.single_sign_on_over',
      'identity.provider_declined',
      'identity.provider_answer_refused',
      'identity.provider_unreachable',
      'identity.account_not_linked',
      'identity.link_over',
      'identity.already_linked',
      'identity.sign_in_to_link',
      'identity.too_many_from_here',
    ],
  })
  async finish(
    @Body(zod(returnBody)) _checkedByTheGuard: object,
    @NewSessionToken() token: Redacted<string>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    this.attempt.clear(reply);
    return this.showSession.run(request, reply, token);
  }
}
