import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { ChannelName, Notification, NotificationKind } from '../domain/notification';
import { NOTIFICATION } from '../notification.repository';

/** How long one process has for one delivery before another may try: more than any channel's own time-outs. */
const CLAIMED_FOR_SECONDS = 120;

export interface ClaimedDelivery {
  readonly notification: Notification;
  readonly channel: ChannelName;
  readonly attempts: number;
  readonly fence: string;
  /** Of the copy that is out. */
  readonly deliveredRevision: number;
  readonly reference: string | null;
  /** Digest of what it says. */
  readonly said: string | null;
}

export interface UndeliveredRow {
  readonly notificationId: string;
  readonly kind: NotificationKind;
  readonly personId: string;
  readonly handle: string;
  readonly name: string;
  readonly channel: ChannelName;
  readonly state: 'failed' | 'waiting';
  readonly tries: number;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly nextTryAt: Date | null;
  readonly toldOtherwise: boolean;
}

type Row = Notification & Omit<ClaimedDelivery, 'notification'>;

@Injectable()
export class DeliveryRepository {
  /** The delivery that has been due longest, for this process alone until the claim ends. */
  async claim(tx: Tx, channel: ChannelName): Promise<ClaimedDelivery | undefined> {
    const row = await tx.first<Row>(
      `WITH claimed AS (
         UPDATE notification_delivery
         SET attempts = attempts + 1, fence = fence + 1, next_try_at = $2::timestamptz + make_interval(secs => $3)
         WHERE (notification_id, channel) = (
           SELECT notification_id, channel FROM notification_delivery
           WHERE state = 'waiting' AND channel = $1 AND next_try_at <= $2
           ORDER BY next_try_at, notification_id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING *)
       SELECT ${NOTIFICATION}, d.channel, d.attempts, d.fence, d.revision AS "deliveredRevision", d.reference,
              d.said
       FROM claimed d JOIN notification n ON n.id = d.notification_id`,
      [channel, tx.now, CLAIMED_FOR_SECONDS],
    );
    if (!row) return undefined;
    const { attempts, fence, deliveredRevision, reference, said, channel: of, ...notification } = row;
    return { notification, channel: of, attempts, fence, deliveredRevision, reference, said };
  }

  /** What was changed while it was under way is due again at once. */
  async delivered(
    tx: Tx,
    { notification, channel, fence }: ClaimedDelivery,
    { reference, said }: { readonly reference: string; readonly said: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE notification_delivery d
       SET state = CASE WHEN n.revision > $4 THEN 'waiting' ELSE 'delivered' END, settled_at = $5, next_try_at = $5,
           attempts = 0, revision = $4, reference = $6, said = $7, last_failure = NULL, handed_on_at = NULL
       FROM notification n
       WHERE n.id = d.notification_id AND d.notification_id = $1 AND d.channel = $2 AND d.fence = $3
         AND d.state = 'waiting'`,
      [notification.id, channel, fence, notification.revision, tx.now, reference, said],
    );
  }

  withdraw(tx: Tx, delivery: ClaimedDelivery): Promise<void> {
    return this.settle(tx, delivery, 'withdrawn', null);
  }

  giveUp(tx: Tx, delivery: ClaimedDelivery, failure: string): Promise<void> {
    return this.settle(tx, delivery, 'failed', failure);
  }

  private async settle(
    tx: Tx,
    { notification, channel, fence }: ClaimedDelivery,
    state: 'withdrawn' | 'failed',
    failure: string | null,
  ): Promise<void> {
    await tx.query(
      `UPDATE notification_delivery SET state = $4, settled_at = $5, last_failure = $6
       WHERE notification_id = $1 AND channel = $2 AND fence = $3 AND state = 'waiting'`,
      [notification.id, channel, fence, state, tx.now, failure],
    );
  }

  async postpone(
    tx: Tx,
    { notification, channel, fence }: ClaimedDelivery,
    nextTryAt: Date,
    failure: string,
  ): Promise<void> {
    await tx.query(
      `UPDATE notification_delivery SET next_try_at = $4, last_failure = $5
       WHERE notification_id = $1 AND channel = $2 AND fence = $3 AND state = 'waiting'`,
      [notification.id, channel, fence, nextTryAt, failure],
    );
  }

  /** Was not tried, because nobody is where it goes to: it counts as no try, so that its own waits do not grow. */
  async putOff(
    tx: Tx,
    { notification, channel, fence }: ClaimedDelivery,
    nextTryAt: Date,
    failure: string,
  ): Promise<void> {
    await tx.query(
      `UPDATE notification_delivery SET next_try_at = $4, last_failure = $5, attempts = attempts - 1
       WHERE notification_id = $1 AND channel = $2 AND fence = $3 AND state = 'waiting'`,
      [notification.id, channel, fence, nextTryAt, failure],
    );
  }

  /** Held until the transaction ends; undefined when this process lost its claim meanwhile. */
  lock(
    tx: Tx,
    { notification, channel, fence }: ClaimedDelivery,
  ): Promise<{ readonly handedOnAt: Date | null } | undefined> {
    return tx.first(
      `SELECT handed_on_at AS "handedOnAt" FROM notification_delivery
       WHERE notification_id = $1 AND channel = $2 AND fence = $3 AND state = 'waiting' FOR UPDATE`,
      [notification.id, channel, fence],
    );
  }

  async markHandedOn(tx: Tx, { notification, channel }: ClaimedDelivery): Promise<void> {
    await tx.query(
      'UPDATE notification_delivery SET handed_on_at = $3 WHERE notification_id = $1 AND channel = $2',
      [notification.id, channel, tx.now],
    );
  }

  /** What is in trouble: given up, tried at least twice, or left to another channel. */
  undelivered(from: Reader, limit: number): Promise<UndeliveredRow[]> {
    return from.query<UndeliveredRow>(
      `SELECT n.id AS "notificationId", n.kind, n.person_id AS "personId", p.handle, p.name, d.channel, d.state,
              d.attempts AS tries, d.last_failure AS reason, n.created_at AS "createdAt",
              CASE WHEN d.state = 'waiting' THEN d.next_try_at END AS "nextTryAt",
              EXISTS (SELECT FROM notification_delivery o WHERE o.notification_id = n.id AND o.channel <> d.channel
                        AND o.state = 'delivered') AS "toldOtherwise"
       FROM notification_delivery d
       JOIN notification n ON n.id = d.notification_id
       JOIN person p ON p.id = n.person_id
       WHERE d.state = 'failed' OR (d.state = 'waiting' AND (d.attempts > 1 OR d.handed_on_at IS NOT NULL))
       ORDER BY n.created_at DESC, n.id, d.channel LIMIT $1`,
      [limit],
    );
  }

  waiting(from: Reader): Promise<{ channel: ChannelName; count: number; oldest: Date }[]> {
    return from.query(
      `SELECT d.channel, count(*)::int AS count, min(n.created_at) AS oldest
       FROM notification_delivery d JOIN notification n ON n.id = d.notification_id
       WHERE d.state = 'waiting' GROUP BY d.channel`,
    );
  }
}
