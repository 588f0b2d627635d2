import { Inject, Injectable } from '@nestjs/common';
import { forbidden, MINUTE, Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { SlackWorkspace } from '../../catalog';
import { SlackClient, WHILE_SOMEBODY_WAITS } from '../calling/slack-client';
import { type NotAMember, notAMember, type SlackUserFacts } from '../domain/full-member';
import { bindingOffered, bindingRefused } from '../slack-events';
import { BindingLinkRepository } from './binding-link.repository';

const LASTS = 15 * MINUTE;

const REFUSALS: Readonly<Record<NotAMember, string>> = {
  bot: 'Bots have no account here.',
  deactivated: 'This Slack account is deactivated.',
  guest: 'Guests of this workspace cannot use Sallyport in Slack. Sign in to the web app.',
  'of-another-workspace':
    'Only members of this workspace can use Sallyport here. Sign in to the web app, or use it in your own workspace.',
};

/** A link by which somebody who is signed in makes this account at Slack theirs. What Slack says of a person binds nobody. */
@Injectable()
export class OfferBinding {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly slack: SlackClient,
    private readonly links: BindingLinkRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Throws `slack.not_a_member`; and `SlackFailure`, since an account that nobody could look at is bound to nobody. */
  async run(actor: Actor, workspace: SlackWorkspace, userId: string): Promise<Redacted<string>> {
    const account = { teamId: workspace.teamId, userId };
    const user = await this.userAt(workspace, userId);
    const reason = notAMember(user, workspace.teamId);
    if (reason) {
      await this.uow.record(actor, bindingRefused(workspace, account, reason));
      throw forbidden('slack.not_a_member', REFUSALS[reason]);
    }
    const token = newToken();
    await this.uow.run(actor, async (tx) => {
      const expiresAt = new Date(tx.now.getTime() + LASTS);
      const accountName = user.real_name || user.name || userId;
      await this.links.insert(tx, {
        ...account,
        accountName,
        expiresAt,
        tokenHash: hashToken(token.reveal()),
      });
      tx.record(bindingOffered(workspace, account));
    });
    return new Redacted(`${this.environment.publicUrl}/slack/${token.reveal()}`);
  }

  private async userAt(workspace: SlackWorkspace, userId: string): Promise<SlackUserFacts> {
    const { user } = await this.slack.call(workspace, WHILE_SOMEBODY_WAITS, (client) =>
      client.users.info({ user: userId }),
    );
    return user ?? {};
  }
}
