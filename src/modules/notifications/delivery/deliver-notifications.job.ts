import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { DirectoryRepository } from '../../directory';
import type { ChannelName } from '../domain/notification';
import {
  type Copy,
  DeliveryFailure,
  NOTIFICATION_CHANNELS,
  type NotificationChannel,
} from '../notification-channel';
import { NotificationMetrics } from '../notification-metrics';
import { NotificationRepository } from '../notification.repository';
import { DELIVER } from '../telling/notify';
import { ComposeMessage } from './compose-message';
import { type ClaimedDelivery, DeliveryRepository } from './delivery.repository';
import { SettleDelivery, TOO_LATE } from './settle-delivery';

const KEPT_FOR = 90 * DAY;
const FORGOTTEN_AT_ONCE = 1_000;

/**
 * Delivers what waits, each channel by itself, so that one that hangs delays no other; within a channel, a destination that
 * is away (a workspace, a mail server) is asked once a run and holds up nobody else's. Woken by the transaction that puts
 * a notification down, and every minute for what has to be tried again.
 */
@WorkerJob()
@Injectable()
export class DeliverNotificationsJob implements Job {
  readonly name = DELIVER;
  readonly schedule = '* * * * *';

  /** The channels that are at it, and whether there may be news since they began to look. */
  private readonly unseen = new Map<ChannelName, boolean>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly notifications: NotificationRepository,
    private readonly directory: DirectoryRepository,
    private readonly compose: ComposeMessage,
    private readonly settle: SettleDelivery,
    private readonly metrics: NotificationMetrics,
    @Inject(NOTIFICATION_CHANNELS) private readonly channels: readonly NotificationChannel[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    await Promise.all(this.channels.map((channel) => this.deliverInTurn(channel)));
    await this.uow.bookkeeping('notifications.deliver: what nobody asks for any more', (tx) =>
      this.notifications.forget(tx, new Date(tx.now.getTime() - KEPT_FOR), FORGOTTEN_AT_ONCE),
    );
    await this.metrics.refresh();
  }

  /**
   * One run at a time: news comes faster than a slow channel takes it, and each further run would only hold another of the
   * worker's few places. What it would have found, the one that is at it finds.
   */
  private async deliverInTurn(channel: NotificationChannel): Promise<void> {
    const isAtIt = this.unseen.has(channel.name);
    this.unseen.set(channel.name, true);
    if (isAtIt) return;
    try {
      while (this.unseen.get(channel.name)) {
        this.unseen.set(channel.name, false);
        await this.deliverAll(channel);
      }
    } finally {
      this.unseen.delete(channel.name);
    }
  }

  /** Until nothing is due. */
  async deliverAll(channel: NotificationChannel): Promise<void> {
    const away: Away = new Map();
    while (await this.deliverOne(channel, away)) continue;
  }

  /** Whether there was one. */
  private async deliverOne(channel: NotificationChannel, away: Away): Promise<boolean> {
    const claimed = await this.uow.bookkeeping('notifications.deliver: a claim', async (tx) => {
      const delivery = await this.deliveries.claim(tx, channel.name);
      return delivery && { delivery, isStale: delivery.notification.notAfter <= tx.now };
    });
    if (!claimed) return false;
    try {
      await this.tryOne(channel, claimed.delivery, claimed.isStale, away);
    } catch (error) {
      await this.settle.failed(claimed.delivery, this.failureOf(error));
    }
    return true;
  }

  private async tryOne(
    channel: NotificationChannel,
    delivery: ClaimedDelivery,
    isStale: boolean,
    away: Away,
  ): Promise<void> {
    const copy = await this.copyOf(delivery);
    if (!copy) return this.settle.withdrawn(delivery);
    const isOfNoUse = isStale || copy.message.standing === 'settled';
    if (isOfNoUse && isUntold(delivery)) return this.spare(delivery, copy);
    const said = digestOf({ ...copy.message });
    if (saysThatAlready(delivery, said)) return this.settle.delivered(delivery, { ...delivery, said });
    const destination = await channel.destinationOf(copy, delivery.reference);
    const trouble = away.get(destination);
    if (trouble) return this.settle.putOff(delivery, trouble);
    try {
      const out = await this.bringUpToDate(channel, delivery, copy);
      if (isOfNoUse && out === undefined) await this.spare(delivery, copy);
      else await this.settle.delivered(delivery, { reference: out ?? (await channel.deliver(copy)), said });
    } catch (error) {
      noteWhoIsAway(away, destination, error);
      throw error;
    }
  }

  /** Who was not told yet need not be, once nothing is left to do about it; when it is too late, they should have been. */
  private spare(delivery: ClaimedDelivery, { message }: Copy): Promise<void> {
    if (message.standing === 'settled') return this.settle.withdrawn(delivery);
    return this.settle.failed(delivery, TOO_LATE);
  }

  /** By the facts of this moment; undefined where nobody may be told or there is nothing to tell. */
  private async copyOf({ notification, attempts }: ClaimedDelivery): Promise<Copy | undefined> {
    const person = await this.directory.person(this.uow.reader, notification.personId);
    if (person.status !== 'active') return undefined;
    const message = await this.compose.of(this.uow.reader, notification);
    if (!message) return undefined;
    const { id, name, email } = person;
    const { id: notificationId, revision } = notification;
    return { notificationId, revision, mayBeOut: attempts > 1, recipient: { id, name, email }, message };
  }

  /** The copy that is out, as it says what is true now; undefined where none is. */
  private async bringUpToDate(
    channel: NotificationChannel,
    { reference }: ClaimedDelivery,
    copy: Copy,
  ): Promise<string | undefined> {
    if (reference === null) return copy.mayBeOut ? channel.recover(copy) : undefined;
    return channel.update(reference, copy);
  }

  private failureOf(error: unknown): DeliveryFailure {
    if (error instanceof DeliveryFailure) return error;
    this.logger.error({ err: error }, 'A notification could not be made or handed over.');
    return new DeliveryFailure('internal', 'later');
  }
}

/** Where nobody was found in this run, or where we were asked to come later; and what was answered. */
type Away = Map<string, DeliveryFailure>;

function noteWhoIsAway(away: Away, destination: string, error: unknown): void {
  if (!(error instanceof DeliveryFailure)) return;
  if (error.kind === 'unreachable' || error.notBefore) away.set(destination, error);
}

/** No try of it can have brought anything out. */
const isUntold = ({ reference, attempts }: ClaimedDelivery): boolean => reference === null && attempts === 1;

/** After a try that failed the copy that is out may say anything. */
const saysThatAlready = (
  delivery: ClaimedDelivery,
  said: string,
): delivery is ClaimedDelivery & { readonly reference: string } =>
  delivery.reference !== null && delivery.said === said && delivery.attempts === 1;
