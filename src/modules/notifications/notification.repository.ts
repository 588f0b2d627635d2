import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type { ChannelName, Notification, NotificationKind } from './domain/notification';

export const NOTIFICATION = `
  n.id, n.kind, n.person_id AS "personId", n.subject_id AS "subjectId", n.topic, n.revision,
  n.created_at AS "createdAt", n.not_after AS "notAfter"`;

@Injectable()
export class NotificationRepository {
  /** False when this person was told this already. */
  async insert(tx: Tx, notification: Notification, channels: readonly ChannelName[]): Promise<boolean> {
    const { id, kind, personId, subjectId, topic, createdAt, notAfter } = notification;
    const rows = await tx.query(
      `INSERT INTO notification (id, kind, person_id, subject_id, topic, created_at, not_after)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT notification_once DO NOTHING RETURNING id`,
      [id, kind, personId, subjectId, topic, createdAt, notAfter],
    );
    if (rows.length === 0) return false;
    for (const channel of channels) await this.addDelivery(tx, id, channel);
    return true;
  }

  async addDelivery(tx: Tx, notificationId: string, channel: ChannelName): Promise<void> {
    await tx.query(
      `INSERT INTO notification_delivery (notification_id, channel, state, next_try_at)
       VALUES ($1, $2, 'waiting', $3) ON CONFLICT ON CONSTRAINT notification_delivery_pk DO NOTHING`,
      [notificationId, channel, tx.now],
    );
  }

  /** What these say has changed: copies that are out are brought up to it, and what waits is read when it is sent. */
  async revise(tx: Tx, kind: NotificationKind, subjectIds: readonly string[]): Promise<void> {
    await tx.query(
      `WITH revised AS (
         UPDATE notification SET revision = revision + 1 WHERE kind = $1 AND subject_id = ANY ($2) RETURNING id)
       UPDATE notification_delivery d SET state = 'waiting', attempts = 0, next_try_at = $3, settled_at = NULL,
         handed_on_at = NULL
       FROM revised WHERE d.notification_id = revised.id
         AND (d.state = 'delivered' OR d.state = 'withdrawn' AND d.reference IS NOT NULL)`,
      [kind, subjectIds, tx.now],
    );
  }

  /** `subject topic` of everything of this kind that was told of these. */
  async topicsOf(
    from: Reader,
    kind: NotificationKind,
    subjectIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await from.query<{ told: string }>(
      `SELECT subject_id || ' ' || topic AS told FROM notification WHERE kind = $1 AND subject_id = ANY ($2)`,
      [kind, subjectIds],
    );
    return new Set(rows.map(({ told }) => told));
  }

  async wasTold(
    from: Reader,
    kind: NotificationKind,
    personId: string,
    topic: string,
    since: Date,
  ): Promise<boolean> {
    const row = await from.first(
      `SELECT 1 AS told FROM notification WHERE kind = $1 AND person_id = $2 AND topic = $3 AND created_at > $4 LIMIT 1`,
      [kind, personId, topic, since],
    );
    return row !== undefined;
  }

  /** Once nobody asks any more what became of them. How many went. */
  async forget(tx: Tx, before: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM notification WHERE id IN (
         SELECT id FROM notification WHERE created_at < $1 AND not_after < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [before, atMost],
    );
    return rows.length;
  }

  /** How far the trail was told, for this process alone until its transaction ends; undefined while another has it. */
  async lockProgress(tx: Tx): Promise<number | undefined> {
    const row = await tx.first<{ upTo: string }>(
      'SELECT told_up_to AS "upTo" FROM notification_progress FOR UPDATE SKIP LOCKED',
    );
    return row && Number(row.upTo);
  }

  async saveProgress(tx: Tx, upTo: number): Promise<void> {
    await tx.query('UPDATE notification_progress SET told_up_to = $1', [upTo]);
  }

  async toldAmong(from: Reader, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await from.query<{ id: string }>(
      'SELECT event_id AS id FROM told_event WHERE event_id = ANY ($1)',
      [eventIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async markTold(tx: Tx, eventIds: readonly string[]): Promise<void> {
    await tx.query('INSERT INTO told_event (event_id, told_at) SELECT unnest($1::uuid[]), $2', [
      eventIds,
      tx.now,
    ]);
  }

  /** What is sealed and behind us never comes again; a day is longer than any sealer is away. */
  async forgetTold(tx: Tx, before: Date): Promise<void> {
    await tx.query(
      `DELETE FROM told_event WHERE told_at < $1
         AND NOT EXISTS (SELECT FROM audit_event WHERE seq IS NULL AND recorded_at < $1)`,
      [before],
    );
  }
}
