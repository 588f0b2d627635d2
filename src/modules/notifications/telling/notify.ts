import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import { channelsFor } from '../domain/channels-for';
import { categoryOf, CHANNELS, type ChannelName, type Notification } from '../domain/notification';
import { NOTIFICATION_CHANNELS, type NotificationChannel } from '../notification-channel';
import { NotificationRepository } from '../notification.repository';
import { PreferenceRepository } from '../preference.repository';

/** The job that delivers what waits. */
export const DELIVER = 'notifications.deliver';

export type News = Pick<Notification, 'kind' | 'personId' | 'subjectId' | 'topic' | 'notAfter'>;

/** Puts down what somebody is to be told: once, however often it is asked for, and for the channels that reach them. */
@Injectable()
export class Notify {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly preferences: PreferenceRepository,
    @Inject(NOTIFICATION_CHANNELS) private readonly channels: readonly NotificationChannel[],
  ) {}

  /** `not`: channels that must not carry it. */
  async tell(tx: Tx, news: News, not: readonly ChannelName[] = []): Promise<void> {
    if (news.notAfter <= tx.now) return;
    const preference = await this.preferences.of(tx, news.personId);
    const reachable = (await this.reachable(tx, news.personId)).filter((channel) => !not.includes(channel));
    const channels = channelsFor(categoryOf(news.kind), preference, reachable);
    const notification = { ...news, id: newId(), revision: 1, createdAt: tx.now };
    if (await this.notifications.insert(tx, notification, channels)) await this.wake(tx);
  }

  async revise(tx: Tx, kind: News['kind'], subjectIds: readonly string[]): Promise<void> {
    await this.notifications.revise(tx, kind, subjectIds);
    await this.wake(tx);
  }

  /** In the order of {@link CHANNELS}. */
  async reachable(from: Reader, personId: string): Promise<ChannelName[]> {
    const found = await Promise.all(
      this.channels.map(async (channel) =>
        (await channel.reaches(from, [personId])).has(personId) ? [channel.name] : [],
      ),
    );
    const names = found.flat();
    return CHANNELS.filter((name) => names.includes(name));
  }

  private wake(tx: Tx): Promise<void> {
    return tx.enqueue(DELIVER, {}, { key: DELIVER });
  }
}
