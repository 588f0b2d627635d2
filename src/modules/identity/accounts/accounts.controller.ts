import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../step-up/step-up-token';
import { AccountViews } from './account-views';
import { accountAnswer, invitationMade, type InviteBody, inviteBody } from './accounts.dto';
import { InvitePerson } from './invite-person';
import { UnlockPerson } from './unlock-person';

/** Other people's accounts, for those who look after them. */
@Controller('api/v1/people/:id')
export class AccountsController {
  constructor(
    private readonly views: AccountViews,
    private readonly invite: InvitePerson,
    private readonly unlock: UnlockPerson,
  ) {}

  @Get('account')
  @Endpoint({
    summary: 'How somebody’s account stands',
    access: 'people.unlock',
    response: accountAnswer,
    refuses: ['directory.unknown_person'],
  })
  account(@Param('id', zod(uuid)) id: string) {
    return this.views.account(id);
  }

  @Post('invitation')
  @Endpoint({
    summary: 'Invite somebody who cannot sign in yet',
    description: 'An earlier invitation is void from then on.',
    access: 'people.invite',
    status: 201,
    stepUp: 'people.invite',
    response: invitationMade,
    refuses: [
      'identity.has_password',
      'identity.person_not_active',
      'mail.not_configured',
      'insufficient_user_authentication',
    ],
  })
  async makeInvitation(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) personId: string,
    @Body(zod(inviteBody)) { delivery }: InviteBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const made = await this.invite.run(actor, principal, { personId, delivery, stepUpToken });
    return { expiresAt: iso(made.expiresAt), url: delivery === 'hand-over' ? made.url.reveal() : null };
  }

  @Post('unlock')
  @Endpoint({
    summary: 'Let somebody try again who got a password or a code wrong too often',
    access: 'people.unlock',
    status: 204,
    stepUp: 'people.unlock',
    refuses: ['insufficient_user_authentication'],
  })
  async letIn(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) personId: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    await this.unlock.run(actor, principal, personId, stepUpToken);
  }
}
