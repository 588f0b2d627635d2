import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { type Reader, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type SlackWorkspace, SlackWorkspaceRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { IN_THE_BACKGROUND, SlackFailure, SlackIdentityRepository, SlackMembers } from '../../slack';
import type { NotificationMessage } from '../domain/message';
import { isChangedQuietly } from '../domain/notification';
import { type Copy, DeliveryFailure, type NotificationChannel } from '../notification-channel';
import { type MessagePlace, PostOnce } from './post-once';
import { slackCopyOf, slackReplyOf } from './slack-copy';

const TRIES = 2;
/** https://docs.slack.dev/reference/methods/chat.update#errors */
const GONE: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

interface Account {
  readonly workspace: SlackWorkspace;
  readonly userId: string;
}

/** What `update` finds the copy by again. */
const referenceTo = ({ workspace, userId }: Account, { channel, ts }: MessagePlace): string =>
  [workspace.teamId, userId, channel, ts].join('/');

/**
 * Each person's own conversation with the app. A copy that is out is changed in place, and a reply in its thread says what is
 * new, so that whoever reads only notifications hears it too.
 */
@Injectable()
export class SlackChannel implements NotificationChannel {
  readonly name = 'slack';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly posts: PostOnce,
    private readonly identities: SlackIdentityRepository,
    private readonly members: SlackMembers,
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

  /** The workspace: one that let us in no more says nothing of the others. Slack is not asked for it. */
  async destinationOf(copy: Copy, reference: string | null): Promise<string> {
    const [account] =
      reference === null ? await this.accountsOf(copy) : [await this.placeOf(reference, copy)];
    return account.workspace.teamId;
  }

  deliver(copy: Copy): Promise<string> {
    return this.toldOfFailure(async () => {
      const account = await this.accountOf(copy);
      const post = { ...account, key: copy.notificationId, copy: slackCopyOf(copy.message) };
      return referenceTo(account, await this.posts.run(post, false));
    });
  }

  recover(copy: Copy): Promise<string | undefined> {
    return this.toldOfFailure(async () => {
      const account = await this.accountOf(copy);
      const place = await this.posts.find({ ...account, key: copy.notificationId });
      if (!place) return undefined;
      await this.posts.change(account.workspace, place, slackCopyOf(copy.message));
      return referenceTo(account, place);
    });
  }

  update(reference: string, copy: Copy): Promise<string> {
    const { message, notificationId, revision, mayBeOut } = copy;
    return this.toldOfFailure(async () => {
      const { workspace, userId, ...place } = await this.placeOf(reference, copy);
      const account = { workspace, userId };
      // Nor is whoever became a guest.
      if (!(await this.isFullMember(account))) throw noAccountBound();
      const key = `${notificationId}.${revision}`;
      const isThere = await this.changed(account, place, message);
      if (isChangedQuietly(message.kind)) return reference;
      if (!isThere) {
        const anew = { ...account, key, copy: slackCopyOf(message) };
        return referenceTo(account, await this.posts.run(anew, mayBeOut));
      }
      await this.posts.run({ ...account, below: place, key, copy: slackReplyOf(message) }, mayBeOut);
      return reference;
    });
  }

  /** False where there is nothing left to change: a message was deleted, or the workspace lets nobody change it any more. */
  private async changed(
    { workspace }: Account,
    place: MessagePlace,
    message: NotificationMessage,
  ): Promise<boolean> {
    try {
      await this.posts.change(workspace, place, slackCopyOf(message));
      return true;
    } catch (error) {
      if (error instanceof SlackFailure && GONE.has(error.reason)) return false;
      throw error;
    }
  }

  /** In connected workspaces, oldest first; at least one. */
  private async accountsOf({ recipient }: Copy): Promise<Account[]> {
    const from = this.uow.reader;
    const accounts: Account[] = [];
    for (const { teamId, userId } of await this.identities.ofPeople(from, [recipient.id])) {
      const workspace = await this.workspaces.connectedByTeam(from, teamId);
      if (workspace) accounts.push({ workspace, userId });
    }
    if (accounts.length === 0) throw noAccountBound();
    return accounts;
  }

  /** The oldest in which the person is a full member now. */
  private async accountOf(copy: Copy): Promise<Account> {
    for (const account of await this.accountsOf(copy)) if (await this.isFullMember(account)) return account;
    throw noAccountBound();
  }

  /** What an account is not its person's any more is told nothing more, not even in a message that it has. */
  private async placeOf(reference: string, { recipient }: Copy): Promise<Account & MessagePlace> {
    const [teamId = '', userId = '', channel = '', ts = ''] = reference.split('/');
    const identity = await this.identities.byAccount(this.uow.reader, { teamId, userId });
    const workspace = await this.workspaces.connectedByTeam(this.uow.reader, teamId);
    if (!workspace || identity?.personId !== recipient.id) throw noAccountBound();
    return { workspace, userId, channel, ts };
  }

  private async isFullMember({ workspace, userId }: Account): Promise<boolean> {
    return (await this.members.whyNot(workspace, userId, IN_THE_BACKGROUND, TRIES)) === undefined;
  }

  private async toldOfFailure<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      const { reason, kind, retryAfterSeconds } = error;
      const notBefore =
        retryAfterSeconds === undefined ? undefined : addSeconds(this.clock.now(), retryAfterSeconds);
      throw new DeliveryFailure(reason, kind, notBefore);
    }
  }
}

const noAccountBound = () => new DeliveryFailure('no_account_bound', 'refused');
