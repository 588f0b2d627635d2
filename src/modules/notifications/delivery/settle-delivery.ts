import { Injectable } from '@nestjs/common';
import { SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { hasFailedTwice, isLongToWait } from '../domain/channels-for';
import { nextTryAt } from '../domain/mail-retry';
import type { ChannelName } from '../domain/notification';
import { DeliveryFailure } from '../notification-channel';
import { notDelivered } from '../notification-events';
import { NotificationMetrics } from '../notification-metrics';
import { NotificationRepository } from '../notification.repository';
import { DELIVER, Notify } from '../telling/notify';
import { type ClaimedDelivery, DeliveryRepository } from './delivery.repository';

export const TOO_LATE = new DeliveryFailure('stale', 'refused');
const DELIVERER = systemActor('notifications.deliver');
/** How soon a destination that is away is asked again: by the next of those that wait for it. */
const LEFT_ALONE_FOR = 30 * SECOND;

/** Writes down what came of a try, and lets the other channels take over where it came to nothing. */
@Injectable()
export class SettleDelivery {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    private readonly notifications: NotificationRepository,
    private readonly notify: Notify,
    private readonly metrics: NotificationMetrics,
  ) {}

  async delivered(
    delivery: ClaimedDelivery,
    copy: { readonly reference: string; readonly said: string },
  ): Promise<void> {
    await this.uow.bookkeeping('notifications.deliver: delivered', (tx) =>
      this.deliveries.delivered(tx, delivery, copy),
    );
    this.count(delivery, 'delivered');
  }

  async withdrawn(delivery: ClaimedDelivery): Promise<void> {
    await this.uow.bookkeeping('notifications.deliver: nothing left to say', (tx) =>
      this.deliveries.withdraw(tx, delivery),
    );
    this.count(delivery, 'withdrawn');
  }

  async failed(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    if (failure.kind === 'refused') await this.giveUp(delivery, failure);
    else if (failure.notBefore) await this.putOff(delivery, failure);
    else await this.postpone(delivery, failure);
  }

  /** No try: where it goes to nobody is, or wants to be left alone until then. */
  async putOff(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    const wait = await this.uow.bookkeeping('notifications.deliver: left alone for now', async (tx) => {
      const next = failure.notBefore ?? new Date(tx.now.getTime() + LEFT_ALONE_FOR);
      await this.deliveries.putOff(tx, delivery, next, failure.reason);
      return next.getTime() - tx.now.getTime();
    });
    if (failure.kind === 'unreachable' || isLongToWait(0, wait)) await this.handOn(delivery, failure);
    this.count(delivery, 'postponed');
  }

  private async giveUp(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    await this.uow.run(DELIVERER, async (tx) => {
      if (!(await this.deliveries.lock(tx, delivery))) return;
      await this.deliveries.giveUp(tx, delivery, failure.reason);
      tx.record(notDelivered(delivery, failure));
      if (failure !== TOO_LATE) await this.letTakeOver(tx, delivery, await this.othersFor(tx, delivery));
    });
    this.count(delivery, 'failed');
  }

  private async postpone(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    const wait = await this.uow.bookkeeping('notifications.deliver: to be tried again', async (tx) => {
      const next = nextTryAt(delivery.attempts, tx.now);
      await this.deliveries.postpone(tx, delivery, next, failure.reason);
      return next.getTime() - tx.now.getTime();
    });
    if (failure.kind === 'unreachable' || isLongToWait(delivery.attempts, wait))
      await this.handOn(delivery, failure);
    this.count(delivery, 'postponed');
  }

  /**
   * Once for each copy: a channel that is down must not keep from somebody what another one could tell. Where there is no
   * other, the trail says so when it has failed twice.
   */
  private async handOn(delivery: ClaimedDelivery, failure: DeliveryFailure): Promise<void> {
    await this.uow.run(DELIVERER, async (tx) => {
      const mine = await this.deliveries.lock(tx, delivery);
      const others = await this.othersFor(tx, delivery);
      const isWorthSaying = others.length > 0 || hasFailedTwice(delivery.attempts);
      if (!mine || mine.handedOnAt !== null || !isWorthSaying) return;
      await this.deliveries.markHandedOn(tx, delivery);
      tx.record(notDelivered(delivery, failure));
      await this.letTakeOver(tx, delivery, others);
    });
  }

  /** None for a copy that is out: whoever has it was told. */
  private async othersFor(tx: Tx, { notification, channel, reference }: ClaimedDelivery) {
    if (reference !== null) return [];
    const reachable = await this.notify.reachable(tx, notification.personId);
    return reachable.filter((name) => name !== channel);
  }

  private async letTakeOver(
    tx: Tx,
    { notification }: ClaimedDelivery,
    others: readonly ChannelName[],
  ): Promise<void> {
    for (const other of others) await this.notifications.addDelivery(tx, notification.id, other);
    if (others.length > 0) await tx.enqueue(DELIVER, {}, { key: DELIVER });
  }

  private count(
    { channel, notification }: ClaimedDelivery,
    outcome: Parameters<NotificationMetrics['settled']>[2],
  ): void {
    this.metrics.settled(channel, notification.kind, outcome);
  }
}
