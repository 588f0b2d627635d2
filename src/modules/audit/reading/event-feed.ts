import type { PersonKeys } from '../../../platform/crypto/person-keys';
import type { Reader } from '../../../platform/database/unit-of-work';
import { type EventRow, type EventView, viewEvents } from './event-view';

/** Which events somebody acts on: types as LIKE patterns (`requests.%`), and every alert. */
export interface FeedInterests {
  readonly types: readonly string[];
  readonly alerts: boolean;
}

export interface FeedPage {
  /** Oldest first. One that is not sealed yet comes again once it is: the reader keeps its id. */
  readonly events: readonly EventView[];
  /** Everything with an index up to here was looked at. */
  readonly readUpTo: number;
}

/** Far more than wait for the sealer, unless it has stood still for days. */
const MOST_UNSEALED = 5_000;
const INTEREST = `(type LIKE ANY ($1) OR ($2 AND severity = 'alert'))`;

/**
 * The trail for programs that act on what happened. The index in the tree is given after the commit and without gaps, so
 * reading past it misses nothing, however long a transaction took. What has no index yet is read too: nobody waits for the
 * sealer, also when it refuses to sign.
 */
export class EventFeed {
  constructor(private readonly personKeys: PersonKeys) {}

  async after(
    from: Reader,
    index: number,
    { types, alerts }: FeedInterests,
    limit: number,
  ): Promise<FeedPage> {
    const newest = await from.first<{ seq: string | null }>(
      'SELECT max(seq) AS seq FROM audit_event WHERE seq IS NOT NULL',
    );
    const last = newest?.seq ? Number(newest.seq) : -1;
    const sealed = await from.query<EventRow>(
      `SELECT body, seq FROM audit_event WHERE seq > $3 AND seq <= $4 AND ${INTEREST} ORDER BY seq LIMIT $5`,
      [types, alerts, index, last, limit],
    );
    const unsealed = await from.query<EventRow>(
      `SELECT body, seq FROM audit_event WHERE seq IS NULL AND ${INTEREST}
       ORDER BY recorded_at DESC, id DESC LIMIT $3`,
      [types, alerts, MOST_UNSEALED],
    );
    const more = sealed.length === limit;
    return {
      events: await viewEvents(from, this.personKeys, [...sealed, ...unsealed.reverse()]),
      readUpTo: more ? Number(sealed[sealed.length - 1].seq) : Math.max(last, index),
    };
  }
}
