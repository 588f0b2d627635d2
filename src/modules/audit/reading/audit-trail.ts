import type { PersonKeys } from '../../../platform/crypto/person-keys';
import type { AuditReference } from '../../../platform/database/audit-event';
import type { Reader } from '../../../platform/database/unit-of-work';
import { EventSearch, type EventFilter } from './event-search';
import { viewEvents, type EventRow, type EventView } from './event-view';

/** Reading the trail. Whoever calls has made sure that the person may. */
export class AuditTrail {
  constructor(private readonly personKeys: PersonKeys) {}

  /** Everything that names this thing, as subject or related or as the person it is about, oldest first. */
  async about(from: Reader, thing: AuditReference, limit: number): Promise<EventView[]> {
    return (await this.newest(from, { entity: thing.id }, limit)).reverse();
  }

  /** Newest first, sealed or not. */
  async newest(from: Reader, filter: EventFilter, limit: number): Promise<EventView[]> {
    const search = new EventSearch(filter, limit);
    return viewEvents(from, this.personKeys, await from.query<EventRow>(search.sql, search.parameters));
  }

  /** @param id carries the moment of recording, so one partition is looked at */
  async one(from: Reader, id: string): Promise<FoundEvent | undefined> {
    const rows = await from.query<EventRow>(
      'SELECT body, seq FROM audit_event WHERE recorded_at = $1 AND id = $2',
      [momentOf(id), id],
    );
    const row = rows.at(0);
    const event = (await viewEvents(from, this.personKeys, rows)).at(0);
    return event && row && { event, body: row.body };
  }
}

export interface FoundEvent {
  readonly event: EventView;
  /** The exact bytes that are hashed. */
  readonly body: Buffer;
}

/** The time stamp of a UUID of version 7 (RFC 9562, section 5.7). */
function momentOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}
