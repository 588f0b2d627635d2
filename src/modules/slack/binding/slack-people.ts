import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../../directory';
import { WHILE_SOMEBODY_WAITS } from '../calling/slack-client';
import { type CallContext, throughSlack } from '../receiving/call-context';
import { accountRefused } from '../slack-events';
import { SlackIdentityRepository } from './slack-identity.repository';
import { notForYou, SlackMembers } from './slack-members';

/** The person behind an account at Slack, as the directory says at this moment (never cached: I15, I16). */
@Injectable()
export class SlackPeople {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly identities: SlackIdentityRepository,
    private readonly directory: DirectoryRepository,
    private readonly members: SlackMembers,
  ) {}

  /**
   * Undefined where the account is bound to nobody. Throws `slack.not_a_member` where it is no full member of the workspace any
   * more, and SlackFailure where Slack does not say.
   */
  async behind(call: CallContext, userId: string, tries = 1): Promise<Person | undefined> {
    const { workspace } = call;
    const account = { teamId: workspace.teamId, userId };
    const identity = await this.identities.byAccount(this.uow.reader, account);
    if (!identity) return undefined;
    const reason = await this.members.whyNot(workspace, userId, WHILE_SOMEBODY_WAITS, tries);
    if (reason) {
      const { personId } = identity;
      await this.uow.record(throughSlack(call, personId), accountRefused(workspace, account, reason));
      throw notForYou(reason);
    }
    return this.directory.person(this.uow.reader, identity.personId);
  }
}
