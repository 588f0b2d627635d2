import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { DirectoryRepository } from '../../directory';
import { TRIES_BEFORE_ANOTHER_CHANNEL } from '../domain/channels-for';
import { nextTryAt } from '../domain/mail-retry';
import {
  type Copy,
  DeliveryFailure,
  NOTIFICATION_CHANNELS,
  type NotificationChannel,
} from '../notification-channel';
import { notDelivered } from '../notification-events';
import { NotificationMetrics } from '../notification-metrics';
import { NotificationRepository } from '../notification.repository';
import { DELIVER, Notify } from '../telling/notify';
import { ComposeMessage } from './compose-message';
import { type ClaimedDelivery, DeliveryRepository } from './delivery.repository';

const KEPT_FOR = 90 * DAY;
const FORGOTTEN_AT_ONCE = 1_000;
const TOO_LATE = new DeliveryFailure('stale', 'refused');
const DELIVERER = systemActor('notifications.deliver');

/**
 * Delivers what waits, each channel by itself, so that one that hangs delays no other. Woken by the transaction that puts
 * a notification down, and every minute for what has to be tried again.
 */
@WorkerJob()
@Injectable()
export class DeliverNotificationsJob implements Job {
  readonly name = DELIVER;
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly notifications: NotificationRepository,
    private readonly directory: DirectoryRepository,
    private readonly compose: ComposeMessage,
    private readonly notify: Notify,
    private readonly metrics: NotificationMetrics,
    @Inject(NOTIFICATION_CHANNELS) private readonly channels: readonly NotificationChannel[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    await Promise.all(this.channels.map((channel) => this.deliverAll(channel)));
    await this.uow.bookkeeping('notifications.deliver: what nobody asks for any more', (tx) =>
      this.notifications.forget(tx, new Date(tx.now.getTime() - KEPT_FOR), FORGOTTEN_AT_ONCE),
    );
    await this.metrics.refresh();
  }

  private async deliverAll(channel: NotificationChannel): Promise<void> {
    while (await this.deliverOne(channel)) continue;
  }

  /** Whether it is worth going on. */
  private async deliverOne(channel: NotificationChannel): Promise<boolean> {
    const claimed = await this.uow.bookkeeping('notifications.deliver: a claim', async (tx) => {
      const delivery = await this.deliveries.claim(tx, channel.name);
      return delivery && { delivery, isStale: delivery.notification.notAfter <= tx.now };
    });
    if (!claimed) return false;
    const { delivery, isStale } = claimed;
    try {
      const copy = await this.copyOf(delivery);
      if (!copy) return await this.withdraw(delivery);
      const out = await this.bringUpToDate(channel, delivery, copy);
      // Who was not told yet need not be, once nothing is left to do about it.
      if (out === undefined && copy.message.standing === 'settled') return await this.withdraw(delivery);
      if (out === undefined && isStale) return await this.failed(delivery, TOO_LATE);
      await this.delivered(delivery, out ?? (await channel.deliver(copy)));
    } catch (error) {
      return this.failed(delivery, this.failureOf(error));
    }
    return true;
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
    await channel.update(reference, copy);
    return reference;
  }

  private async delivered(delivery: ClaimedDelivery, reference: string): Promise<void> {
    await this.uow.bookkeeping('notifications.deliver: delivered', (tx) =>
      this.deliveries.delivered(tx, delivery, reference),
    );
    this.metrics.settled(delivery.channel, delivery.notification.kind, 'delivered');
  }

  private async withdraw(delivery: ClaimedDelivery): Promise<boolean> {
    await this.uow.bookkeeping('notifications.deliver: nothing left to say', (tx) =>
      this.deliveries.withdraw(tx, delivery),
    );
    this.metrics.settled(delivery.channel, delivery.notification.kind, 'withdrawn');
    return true;
  }

  private async failed(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<boolean> {
    if (failure.kind === 'refused') {
      await this.uow.run(DELIVERER, async (tx) => {
        if (await this.deliveries.giveUp(tx, delivery, failure.reason))
          await this.handOn(tx, delivery, failure);
      });
    } else await this.postpone(delivery, failure);
    const outcome = failure.kind === 'refused' ? 'failed' : 'postponed';
    this.metrics.settled(delivery.channel, delivery.notification.kind, outcome);
    return failure.kind !== 'unreachable';
  }

  private async postpone(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    const { attempts } = delivery;
    await this.uow.bookkeeping('notifications.deliver: to be tried again', (tx) =>
      this.deliveries.postpone(
        tx,
        delivery,
        failure.notBefore ?? nextTryAt(attempts, tx.now),
        failure.reason,
      ),
    );
    if (attempts === TRIES_BEFORE_ANOTHER_CHANNEL)
      await this.uow.run(DELIVERER, (tx) => this.handOn(tx, delivery, failure));
  }

  /** A channel that is down must not keep from somebody what another one could tell. */
  private async handOn(tx: Tx, delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    const { notification, channel, reference } = delivery;
    tx.record(notDelivered(delivery, failure));
    if (reference !== null || failure === TOO_LATE) return;
    const others = (await this.notify.reachable(tx, notification.personId)).filter(
      (name) => name !== channel,
    );
    for (const other of others) await this.notifications.addDelivery(tx, notification.id, other);
    if (others.length > 0) await tx.enqueue(DELIVER, {}, { key: DELIVER });
  }

  private failureOf(error: unknown): DeliveryFailure {
    if (error instanceof DeliveryFailure) return error;
    this.logger.error({ err: error }, 'A notification could not be made or handed over.');
    return new DeliveryFailure('internal', 'later');
  }
}
