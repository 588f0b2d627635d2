import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { known } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { SlackWorkspaceRepository } from '../../catalog';
import { StepUpToken } from '../../identity';
import { BIND_ACCOUNT, BindAccount, bindDigest } from './bind-account';
import { bindingToken, bindingView, slackAccountList } from './slack-accounts.dto';
import { SlackIdentityRepository } from './slack-identity.repository';
import { UnbindAccount } from './unbind-account';

/** A person's own accounts at Slack, and the links by which they become theirs. */
@Controller('api/v1')
export class SlackAccountsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly workspaces: SlackWorkspaceRepository,
    private readonly identities: SlackIdentityRepository,
    private readonly bind: BindAccount,
    private readonly unbind: UnbindAccount,
  ) {}

  @Get('slack-accounts')
  @Endpoint({ summary: 'My accounts at Slack', access: 'signed-in', response: slackAccountList })
  async mine(@CurrentPrincipal() { personId }: Principal) {
    const connected = await this.workspaces.connected(this.uow.reader);
    const names = new Map(connected.map(({ teamId, name }) => [teamId, name]));
    const items = (await this.identities.ofPeople(this.uow.reader, [personId])).map(
      ({ id, teamId, userId, boundAt }) => ({
        id,
        workspace: known(names.get(teamId), 'A workspace'),
        account: userId,
        boundAt: iso(boundAt),
      }),
    );
    return { items, workspaces: connected.map(({ name }) => name) };
  }

  @Delete('slack-accounts/:id')
  @Endpoint({
    summary: 'Unbind one of my accounts at Slack',
    access: 'signed-in',
    status: 204,
    refuses: ['slack.unknown_account'],
  })
  remove(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() { personId }: Principal,
    @Param('id', zod(uuid)) id: string,
  ): Promise<void> {
    return this.unbind.run(actor, personId, id);
  }

  @Get('slack-binding-links/:token')
  @Endpoint({
    summary: 'Which account at Slack a link would make mine',
    description: 'Following a link binds nothing.',
    access: 'signed-in',
    response: bindingView,
    refuses: ['slack.link_over'],
  })
  async show(@CurrentPrincipal() { personId }: Principal, @Param('token', zod(bindingToken)) token: string) {
    const binding = await this.bind.look(token);
    const { link, workspace } = binding;
    return {
      id: link.id,
      workspace: workspace.name,
      accountName: link.accountName,
      account: link.userId,
      askedAt: iso(link.createdAt),
      expiresAt: iso(link.expiresAt),
      bindDigest: bindDigest(binding, personId),
    };
  }

  @Post('slack-binding-links/:token')
  @Endpoint({
    summary: 'Make the account at Slack mine',
    access: 'signed-in',
    status: 204,
    stepUp: BIND_ACCOUNT,
    refuses: ['insufficient_user_authentication', 'slack.link_over', 'slack.already_bound'],
  })
  take(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('token', zod(bindingToken)) token: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.bind.run(actor, principal, token, stepUpToken);
  }
}
