import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { type Reader, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type SlackWorkspace, SlackWorkspaceRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { IN_THE_BACKGROUND, SlackClient, SlackFailure, SlackIdentityRepository } from '../../slack';
import { type Copy, DeliveryFailure, type NotificationChannel } from '../notification-channel';
import { type SlackCopy, slackCopyOf, slackReplyOf } from './slack-copy';

/** A refusal to take a call for now is worth another try at once; what takes longer is the queue's matter. */
const TRIES = 2;

/** Where a copy is. */
interface Place {
  readonly workspace: SlackWorkspace;
  readonly userId: string;
  readonly channel: string;
  readonly ts: string;
}

/**
 * Each person's own conversation with the app. A copy that is out is changed in place, and a reply in its thread says what is
 * new, so that whoever reads only notifications hears it too.
 */
@Injectable()
export class SlackChannel implements NotificationChannel {
  readonly name = 'slack';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly slack: SlackClient,
    private readonly identities: SlackIdentityRepository,
    private readonly workspaces: SlackWorkspaceRepository,
    private readonly directory: DirectoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async reaches(from: Reader, personIds: readonly string[]): Promise<ReadonlySet<string>> {
    const people = await this.directory.peopleAmong(from, personIds);
    const active = people.filter(({ status }) => status === 'active').map(({ id }) => id);
    const bound = await this.identities.ofPeople(from, active);
    return new Set(bound.map(({ personId }) => personId));
  }

  async deliver({ recipient, message }: Copy): Promise<string> {
    const from = this.uow.reader;
    const identity = (await this.identities.ofPeople(from, [recipient.id])).at(0);
    const workspace = identity && (await this.workspaces.connectedByTeam(from, identity.teamId));
    if (!workspace) throw new DeliveryFailure('no_account_bound', 'refused');
    const { channel, ts } = await this.post(workspace, identity.userId, slackCopyOf(message));
    return [workspace.teamId, identity.userId, channel, ts].join('/');
  }

  async update(reference: string, copy: Copy): Promise<void> {
    const { workspace, channel, ts } = await this.placeOf(reference, copy);
    await this.call(workspace, (client) =>
      client.chat.update({ channel, ts, ...slackCopyOf(copy.message), parse: 'none' }),
    );
    await this.post(workspace, channel, slackReplyOf(copy.message), ts);
  }

  /** What an account is not its person's any more is told nothing more, not even in a message that it has. */
  private async placeOf(reference: string, { recipient }: Copy): Promise<Place> {
    const [teamId = '', userId = '', channel = '', ts = ''] = reference.split('/');
    const identity = await this.identities.byAccount(this.uow.reader, { teamId, userId });
    const workspace = await this.workspaces.connectedByTeam(this.uow.reader, teamId);
    if (!workspace || identity?.personId !== recipient.id)
      throw new DeliveryFailure('no_account_bound', 'refused');
    return { workspace, userId, channel, ts };
  }

  private async post(
    workspace: SlackWorkspace,
    channel: string,
    copy: SlackCopy,
    threadTs?: string,
  ): Promise<{ readonly channel: string; readonly ts: string }> {
    const posted = await this.call(workspace, (client) =>
      client.chat.postMessage({
        channel,
        ...copy,
        thread_ts: threadTs,
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    return { channel: posted.channel ?? channel, ts: posted.ts ?? '' };
  }

  private async call<T>(
    workspace: SlackWorkspace,
    work: Parameters<typeof this.slack.call<T>>[2],
  ): Promise<T> {
    try {
      return await this.slack.call(workspace, IN_THE_BACKGROUND, work, TRIES);
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      const { reason, kind, retryAfterSeconds } = error;
      const notBefore =
        retryAfterSeconds === undefined ? undefined : addSeconds(this.clock.now(), retryAfterSeconds);
      throw new DeliveryFailure(reason, kind, notBefore);
    }
  }
}
