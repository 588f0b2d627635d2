import { Inject, Injectable } from '@nestjs/common';
import { type Clock, forbidden, MINUTE } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { SlackWorkspace } from '../../catalog';
import { SlackClient } from '../calling/slack-client';
import { type NotAMember, notAMember, type SlackUserFacts } from '../domain/full-member';

/** So long what Slack said of an account is taken for true: a form is opened and sent within it, mostly. */
const BELIEVED_FOR = MINUTE;
const REMEMBERED_AT_MOST = 1_000;

const REFUSALS: Readonly<Record<NotAMember, string>> = {
  bot: 'Bots have no account here.',
  deactivated: 'This Slack account is deactivated.',
  guest: 'Guests of this workspace cannot use Sallyport in Slack. Sign in to the web app.',
  'of-another-workspace':
    'Only members of this workspace can use Sallyport here. Sign in to the web app, or use it in your own workspace.',
};

export const notForYou = (reason: NotAMember) => forbidden('slack.not_a_member', REFUSALS[reason]);

/**
 * What Slack says of its accounts. Asked again and again, because a member of yesterday may be a guest of today: Slack tells apps
 * of changes by an event (`user_change`), but an event that was lost would leave the door open, and an answer that is lost leaves
 * it shut.
 */
@Injectable()
export class SlackMembers {
  private readonly fullUntil = new Map<string, number>();

  constructor(
    private readonly slack: SlackClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws SlackFailure */
  async facts(
    workspace: SlackWorkspace,
    userId: string,
    patience: number,
    tries = 1,
  ): Promise<SlackUserFacts> {
    const { user } = await this.slack.call(
      workspace,
      patience,
      (client) => client.users.info({ user: userId }),
      tries,
    );
    return user ?? {};
  }

  /**
   * Why this account is no full member of the workspace; undefined where it was one within the last minute.
   * @throws SlackFailure
   */
  async whyNot(
    workspace: SlackWorkspace,
    userId: string,
    patience: number,
    tries = 1,
  ): Promise<NotAMember | undefined> {
    const account = `${workspace.teamId} ${userId}`;
    const now = this.clock.now().getTime();
    if ((this.fullUntil.get(account) ?? 0) > now) return undefined;
    this.fullUntil.delete(account);
    const reason = notAMember(await this.facts(workspace, userId, patience, tries), workspace.teamId);
    if (reason === undefined) this.remember(account, now + BELIEVED_FOR);
    return reason;
  }

  /** The oldest goes first: a Map keeps the order in which its keys came. */
  private remember(account: string, until: number): void {
    if (this.fullUntil.size >= REMEMBERED_AT_MOST)
      this.fullUntil.delete([...this.fullUntil.keys()].at(0) ?? '');
    this.fullUntil.set(account, until);
  }
}
