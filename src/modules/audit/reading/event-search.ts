export interface EventPosition {
  readonly at: Date;
  readonly id: string;
}

/** All conditions must hold. */
export interface EventFilter {
  /** A capability (`requests`) or one type (`requests.approved`). */
  readonly type?: string;
  /** `person:<id>`, `system:<name>` or `anonymous`. */
  readonly actor?: string;
  /** The id of anything that the event names. */
  readonly entity?: string;
  readonly severity?: string;
  /** Found anywhere in the open values, in any case. */
  readonly text?: string;
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  /** Only what comes after this one in the list, which runs backwards in time. */
  readonly after?: EventPosition;
}

const ORDER = 'ORDER BY recorded_at DESC, id DESC';

/** One statement that lists events newest first; sealed and unsealed apart, since only the sealed ones have indexes. */
export class EventSearch {
  readonly sql: string;
  private readonly values: unknown[] = [];

  constructor(filter: EventFilter, limit: number) {
    const conditions = this.conditionsOf(filter).map((condition) => ` AND ${condition}`);
    const limited = `${ORDER} LIMIT ${this.bind(limit)}`;
    const part = (sealed: string): string =>
      `(SELECT recorded_at, id, body, seq FROM audit_event WHERE ${sealed}${conditions.join('')} ${limited})`;
    this.sql = `SELECT body, seq FROM (${part('seq IS NULL')} UNION ALL ${part('seq IS NOT NULL')}) AS found ${limited}`;
  }

  get parameters(): readonly unknown[] {
    return this.values;
  }

  private conditionsOf({ type, actor, entity, severity, text, from, to, after }: EventFilter): string[] {
    return [
      type === undefined
        ? []
        : [`(type = ${this.bind(type)} OR type LIKE ${this.bind(`${escapeLike(type)}.%`)})`],
      actor === undefined ? [] : [`actor = ${this.bind(actor)}`],
      entity === undefined ? [] : [`entities @> ARRAY[${this.bind(entity)}]`],
      severity === undefined ? [] : [`severity = ${this.bind(severity)}`],
      text === undefined ? [] : [`strpos(search, ${this.bind(text.toLowerCase())}) > 0`],
      from === undefined ? [] : [`recorded_at >= ${this.bind(from)}`],
      to === undefined ? [] : [`recorded_at < ${this.bind(to)}`],
      after === undefined ? [] : this.after(after),
    ].flat();
  }

  /** The first condition says nothing new, but PostgreSQL chooses partitions by it and not by the second. */
  private after({ at, id }: EventPosition): string[] {
    const moment = this.bind(at);
    return [`recorded_at <= ${moment}`, `(recorded_at, id) < (${moment}, ${this.bind(id)})`];
  }

  private bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
