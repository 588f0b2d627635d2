import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { SlackWorkspace } from '../../catalog';
import { WHILE_SOMEBODY_WAITS } from '../calling/slack-client';
import { notAMember } from '../domain/full-member';
import { bindingOffered, bindingRefused } from '../slack-events';
import { BindingLinkRepository } from './binding-link.repository';
import { notForYou, SlackMembers } from './slack-members';

const LASTS = 15 * MINUTE;

/** A link by which somebody who is signed in makes this account at Slack theirs. What Slack says of a person binds nobody. */
@Injectable()
export class OfferBinding {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly members: SlackMembers,
    private readonly links: BindingLinkRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Throws `slack.not_a_member`; and `SlackFailure`, since an account that nobody could look at is bound to nobody. */
  async run(actor: Actor, workspace: SlackWorkspace, userId: string): Promise<Redacted<string>> {
    const account = { teamId: workspace.teamId, userId };
    const user = await this.members.facts(workspace, userId, WHILE_SOMEBODY_WAITS);
    const reason = notAMember(user, workspace.teamId);
    if (reason) {
      await this.uow.record(actor, bindingRefused(workspace, account, reason));
      throw notForYou(reason);
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
}
