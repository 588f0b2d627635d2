import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { type Reader, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type SlackWorkspace, SlackWorkspaceRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { SlackFailure, SlackIdentityRepository } from '../../slack';
import { type Copy, DeliveryFailure, type NotificationChannel } from '../notification-channel';
import { type MessagePlace, PostOnce } from './post-once';
import { slackCopyOf, slackReplyOf } from './slack-copy';

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

  /** The workspace: one that let us in no more says nothing of the others. */
  async destinationOf(copy: Copy, reference: string | null): Promise<string> {
    const account = reference === null ? await this.accountOf(copy) : await this.placeOf(reference, copy);
    return account.workspace.teamId;
  }

  async deliver(copy: Copy): Promise<string> {
    const account = await this.accountOf(copy);
    const post = { ...account, key: copy.notificationId, copy: slackCopyOf(copy.message) };
    return referenceTo(account, await this.toldOfFailure(() => this.posts.run(post, false)));
  }

  async recover(copy: Copy): Promise<string | undefined> {
    const account = await this.accountOf(copy);
    return this.toldOfFailure(async () => {
      const place = await this.posts.find({ ...account, key: copy.notificationId });
      if (!place) return undefined;
      await this.posts.change(account.workspace, place, slackCopyOf(copy.message));
      return referenceTo(account, place);
    });
  }

  async update(reference: string, copy: Copy): Promise<void> {
    const { message, notificationId, revision, mayBeOut } = copy;
    const { workspace, userId, ...place } = await this.placeOf(reference, copy);
    const news = { workspace, userId, below: place, key: `${notificationId}.${revision}` };
    await this.toldOfFailure(async () => {
      await this.posts.change(workspace, place, slackCopyOf(message));
      await this.posts.run({ ...news, copy: slackReplyOf(message) }, mayBeOut);
    });
  }

  private async accountOf({ recipient }: Copy): Promise<Account> {
    const from = this.uow.reader;
    const identity = (await this.identities.ofPeople(from, [recipient.id])).at(0);
    const workspace = identity && (await this.workspaces.connectedByTeam(from, identity.teamId));
    if (!workspace) throw new DeliveryFailure('no_account_bound', 'refused');
    return { workspace, userId: identity.userId };
  }

  /** What an account is not its person's any more is told nothing more, not even in a message that it has. */
  private async placeOf(reference: string, { recipient }: Copy): Promise<Account & MessagePlace> {
    const [teamId = '', userId = '', channel = '', ts = ''] = reference.split('/');
    const identity = await this.identities.byAccount(this.uow.reader, { teamId, userId });
    const workspace = await this.workspaces.connectedByTeam(this.uow.reader, teamId);
    if (!workspace || identity?.personId !== recipient.id)
      throw new DeliveryFailure('no_account_bound', 'refused');
    return { workspace, userId, channel, ts };
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
