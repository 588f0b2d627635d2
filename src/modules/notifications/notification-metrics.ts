import { Inject, Injectable } from '@nestjs/common';
import { type Clock, SECOND } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { counter, gauge } from '../../platform/telemetry/metrics';
import { DeliveryRepository } from './delivery/delivery.repository';
import { CHANNELS, type ChannelName, type NotificationKind } from './domain/notification';

const waiting = gauge('sallyport_notifications_waiting', 'Notifications that are not delivered yet', [
  'channel',
]);
const oldest = gauge(
  'sallyport_notifications_oldest_waiting_seconds',
  'Age of the notification that has waited longest',
  ['channel'],
);
const deliveries = counter(
  'sallyport_notification_deliveries_total',
  'Tries to deliver a notification, by channel, what it is about and what came of it',
  ['channel', 'kind', 'outcome'],
);

@Injectable()
export class NotificationMetrics {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly deliveries: DeliveryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  settled(
    channel: ChannelName,
    kind: NotificationKind,
    outcome: 'delivered' | 'postponed' | 'withdrawn' | 'failed',
  ): void {
    deliveries.inc({ channel, kind, outcome });
  }

  async refresh(): Promise<void> {
    const found = new Map((await this.deliveries.waiting(this.uow.reader)).map((row) => [row.channel, row]));
    for (const channel of CHANNELS) {
      const row = found.get(channel);
      waiting.set({ channel }, row?.count ?? 0);
      const age = row ? this.clock.now().getTime() - row.oldest.getTime() : 0;
      oldest.set({ channel }, Math.max(0, age / SECOND));
    }
  }
}
