import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redacted } from '../../../kernel';
import { Endpoint } from '../../../platform/http/endpoint';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { type SessionAnswer, sessionAnswer } from '../identity.dto';
import { ShowSession } from '../sessions/show-session';
import { AcceptInvitation } from './accept-invitation';
import { AccountLinks } from './account-links';
import { AccountViews } from './account-views';
import {
  type AskResetBody,
  askResetBody,
  type ChosenPasswordBody,
  chosenPasswordBody,
  linkAnswer,
  linkToken,
} from './accounts.dto';
import { AskPasswordReset } from './ask-password-reset';
import { ResetPassword } from './reset-password';

const REFUSALS_OF_A_CHOICE = [
  'identity.link_over',
  'identity.password_too_short',
  'identity.password_common',
  'identity.password_about_you',
  'identity.password_used_before',
  'identity.busy',
];

@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly links: AccountLinks,
    private readonly views: AccountViews,
    private readonly accept: AcceptInvitation,
    private readonly showSession: ShowSession,
  ) {}

  @Get(':token')
  @Endpoint({
    summary: 'Whom an invitation is for',
    description: 'Changes nothing, however often a scanner asks.',
    access: 'public',
    response: linkAnswer,
    refuses: ['identity.link_over'],
  })
  async look(@Param('token', zod(linkToken)) token: string) {
    return this.views.link(await this.links.look('invitation', token));
  }

  @Post(':token')
  @Endpoint({
    summary: 'Accept an invitation with a password',
    description: 'Works once. Sets the session cookie.',
    access: 'public',
    response: sessionAnswer,
    refuses: REFUSALS_OF_A_CHOICE,
  })
  async take(
    @Param('token', zod(linkToken)) token: string,
    @Body(zod(chosenPasswordBody)) { password }: ChosenPasswordBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const session = await this.accept.run(
      callerOf(request),
      token,
      new Redacted(password),
      request.webSession,
    );
    return this.showSession.run(request, reply, session);
  }
}

@Controller('api/v1/password-resets')
export class PasswordResetsController {
  constructor(
    private readonly ask: AskPasswordReset,
    private readonly links: AccountLinks,
    private readonly views: AccountViews,
    private readonly reset: ResetPassword,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Ask for a link by which to choose a new password',
    description: 'The answer is the same, and takes as long, whether or not there is such a person.',
    access: 'public',
    status: 202,
    refuses: ['identity.too_many_from_here', 'mail.not_configured'],
  })
  async create(
    @Body(zod(askResetBody)) { handle }: AskResetBody,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.ask.run(callerOf(request), handle);
  }

  @Get(':token')
  @Endpoint({
    summary: 'Whom a link for a new password is for',
    description: 'Changes nothing, however often a scanner asks.',
    access: 'public',
    response: linkAnswer,
    refuses: ['identity.link_over'],
  })
  async look(@Param('token', zod(linkToken)) token: string) {
    return this.views.link(await this.links.look('password-reset', token));
  }

  @Post(':token')
  @Endpoint({
    summary: 'Choose a new password by a link',
    description:
      'Works once, ends every session of the person, opens none, and leaves second factors as they are.',
    access: 'public',
    status: 204,
    refuses: REFUSALS_OF_A_CHOICE,
  })
  async take(
    @Param('token', zod(linkToken)) token: string,
    @Body(zod(chosenPasswordBody)) { password }: ChosenPasswordBody,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.reset.run(callerOf(request), token, new Redacted(password));
  }
}
