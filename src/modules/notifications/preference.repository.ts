import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import { DEFAULT_PREFERENCE, type NotificationPreference } from './domain/channels-for';

const PREFERENCE = `
  person_id AS "personId", channels, own_requests AS "ownRequests", own_access AS "ownAccess",
  minutes_before_end AS "minutesBeforeEnd"`;

@Injectable()
export class PreferenceRepository {
  async of(from: Reader, personId: string): Promise<NotificationPreference> {
    return (await this.among(from, [personId])).get(personId) ?? DEFAULT_PREFERENCE;
  }

  /** By person, of those who chose anything; everybody else has {@link DEFAULT_PREFERENCE}. */
  async among(from: Reader, personIds: readonly string[]): Promise<Map<string, NotificationPreference>> {
    const rows = await from.query<NotificationPreference & { personId: string }>(
      `SELECT ${PREFERENCE} FROM notification_preference WHERE person_id = ANY ($1::uuid[])`,
      [personIds],
    );
    return new Map(rows.map((row) => [row.personId, row]));
  }

  async save(tx: Tx, personId: string, preference: NotificationPreference): Promise<void> {
    const { channels, ownRequests, ownAccess, minutesBeforeEnd } = preference;
    await tx.query(
      `INSERT INTO notification_preference (person_id, channels, own_requests, own_access, minutes_before_end, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (person_id) DO UPDATE SET channels = $2, own_requests = $3, own_access = $4,
         minutes_before_end = $5, changed_at = $6`,
      [personId, channels, ownRequests, ownAccess, minutesBeforeEnd, tx.now],
    );
  }
}
