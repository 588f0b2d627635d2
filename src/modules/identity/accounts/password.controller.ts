import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound, Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { zod } from '../../../platform/http/zod.pipe';
import { DirectoryRepository, type Person } from '../../directory';
import { callerOf } from '../caller';
import { DeviceCookie } from '../sign-in/device-cookie';
import { type SessionAnswer, sessionAnswer } from '../identity.dto';
import { secondFactorFirst, signInFirst } from '../refusals';
import { ShowSession } from '../sessions/show-session';
import { StepUpToken } from '../step-up/step-up-token';
import type { WebSession } from '../sessions/web-session';
import { AccountLinks } from './account-links';
import { AccountViews } from './account-views';
import {
  type ChangePasswordBody,
  changePasswordBody,
  type CheckPasswordBody,
  checkPasswordBody,
  ownPasswordAnswer,
  passwordCheckAnswer,
} from './accounts.dto';
import { ChangePassword } from './change-password';
import { PasswordChoice } from './password-choice';

/** One's own password. Also for a session that owes a new one, which is why the handlers look at the session themselves. */
@Controller('api/v1/password')
export class PasswordController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly links: AccountLinks,
    private readonly choice: PasswordChoice,
    private readonly changePassword: ChangePassword,
    private readonly views: AccountViews,
    private readonly devices: DeviceCookie,
    private readonly showSession: ShowSession,
  ) {}

  @Get()
  @Endpoint({
    summary: 'My password: since when, until when, and what another must be like',
    access: 'public',
    response: ownPasswordAnswer,
    refuses: ['identity.no_password', 'identity.sign_in_required'],
  })
  async mine(@Req() request: FastifyRequest) {
    const mine = await this.views.ownPassword(sessionOf(request).personId);
    if (!mine) throw notFound('identity.no_password', 'You have no password: you sign in without one.');
    return mine;
  }

  @Post()
  @Endpoint({
    summary: 'Change my password',
    description: 'Ends every session of mine; the answer sets the cookie of a new one.',
    access: 'public',
    stepUp: 'identity.change_password',
    response: sessionAnswer,
    refuses: [
      'identity.wrong_present_password',
      'identity.locked_out',
      'identity.password_too_short',
      'identity.password_common',
      'identity.password_about_you',
      'identity.password_used_before',
      'identity.password_changed_meanwhile',
      'insufficient_user_authentication',
      'identity.busy',
    ],
  })
  async change(
    @Body(zod(changePasswordBody)) { presentPassword, newPassword }: ChangePasswordBody,
    @StepUpToken() stepUpToken: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const token = await this.changePassword.run(callerOf(request), sessionOf(request), {
      present: new Redacted(presentPassword),
      chosen: new Redacted(newPassword),
      device: this.devices.of(request),
      stepUpToken,
    });
    return this.showSession.run(request, reply, token);
  }

  @Post('check')
  @Endpoint({
    summary: 'What is wrong with a password that somebody is about to choose',
    description:
      'Nothing is stored, counted or hashed. Earlier passwords are told apart only when one is really chosen.',
    access: 'public',
    response: passwordCheckAnswer,
  })
  async check(
    @Body(zod(checkPasswordBody)) { password, link }: CheckPasswordBody,
    @Req() request: FastifyRequest,
  ) {
    return { faults: await this.choice.faults(password, await this.chooser(request, link)) };
  }

  /** Who is about to choose it. */
  private async chooser(
    { webSession }: FastifyRequest,
    link: CheckPasswordBody['link'],
  ): Promise<Person | undefined> {
    if (link) return (await this.links.look(link.kind, link.token)).person;
    return webSession && this.directory.person(this.uow.reader, webSession.personId);
  }
}

function sessionOf({ webSession }: FastifyRequest): WebSession {
  if (!webSession) throw signInFirst();
  if (webSession.state === 'second-factor-required') throw secondFactorFirst();
  return webSession;
}
