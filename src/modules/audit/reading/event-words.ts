import type { EventView } from './event-view';

/** Names for ids, as many as are known. */
export type NameLookup = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** One sentence about an event, or undefined where the general one says as much. */
export type Telling = (event: EventView, nameOf: (id: string) => string) => string | undefined;

export interface NamedEvent {
  readonly event: EventView;
  readonly actorName: string;
  readonly subjectName: string | null;
  readonly sentence: string;
}

/**
 * What ids and types are called. The trail knows none of the capabilities that write to it, so those that stand above it
 * say here how their things are named and how their events are told.
 */
export class EventWords {
  private readonly lookups = new Map<string, NameLookup>();
  private readonly tellings = new Map<string, Telling>();

  /** @param kind as in references: `person`, `system`, `access-profile` */
  nameThings(kind: string, lookup: NameLookup): void {
    this.lookups.set(kind, lookup);
  }

  /** @param tellings by event type */
  tellEvents(tellings: Readonly<Record<string, Telling>>): void {
    for (const [type, telling] of Object.entries(tellings)) this.tellings.set(type, telling);
  }

  async name(events: readonly EventView[]): Promise<NamedEvent[]> {
    const names = await this.namesIn(events);
    return events.map((event) => ({
      event,
      actorName: actorName(event, names),
      subjectName: names.get(event.subject.id) ?? null,
      sentence: this.sentence(event, names),
    }));
  }

  private sentence(event: EventView, names: ReadonlyMap<string, string>): string {
    const telling = this.tellings.get(event.type);
    return telling?.(event, (id) => names.get(id) ?? 'somebody') ?? generalSentence(event, names);
  }

  private async namesIn(events: readonly EventView[]): Promise<Map<string, string>> {
    const ids = new Map<string, Set<string>>();
    const want = (kind: string, id: string): void => {
      ids.set(kind, (ids.get(kind) ?? new Set()).add(id));
    };
    for (const { actor, subject, related } of events) {
      if (actor.kind === 'person') want('person', actor.id);
      for (const { kind, id } of [subject, ...related]) want(kind, id);
    }
    const found = [...ids].map(async ([kind, wanted]) => {
      const lookup = this.lookups.get(kind);
      return lookup ? [...(await lookup([...wanted]))] : [];
    });
    return new Map((await Promise.all(found)).flat());
  }
}

function actorName({ actor }: EventView, names: ReadonlyMap<string, string>): string {
  if (actor.kind === 'person') return names.get(actor.id) ?? 'Somebody who is no longer in the directory';
  return actor.kind === 'system' ? 'Sallyport' : 'Somebody not signed in';
}

/** `grants.lease_ended` about a grant reads "Lease ended: grant". */
function generalSentence({ type, subject }: EventView, names: ReadonlyMap<string, string>): string {
  const happened = type.slice(type.indexOf('.') + 1).replaceAll(/[_-]/g, ' ');
  const thing = names.get(subject.id) ?? subject.kind.replaceAll('-', ' ');
  return `${happened.charAt(0).toUpperCase()}${happened.slice(1)}: ${thing}`;
}
