import type { Reader } from '../../../platform/database/unit-of-work';
import type { PersonKey, PersonKeys } from '../../../platform/crypto/person-keys';
import { ADDRESS_FIELD } from '../recording/append-events';
import type { BodyReference, EventBody, SealedValue } from '../domain/event-body';

export const ERASED = '[erased]';

/** A personal value, opened; `[erased]` once its person's key is gone. */
export interface PersonalValue {
  readonly personId: string;
  readonly value: unknown;
  readonly erased: boolean;
}

export type ViewedActor =
  | { readonly kind: 'person'; readonly id: string; readonly address: string | null }
  | { readonly kind: 'anonymous'; readonly address: string | null }
  | { readonly kind: 'system'; readonly name: string };

export interface EventView {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly severity: EventBody['severity'];
  readonly actor: ViewedActor;
  readonly requestId: string | null;
  readonly subject: BodyReference;
  readonly related: readonly BodyReference[];
  /** Open fields. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, PersonalValue>>;
  /** Index in the tree; null until it is sealed. */
  readonly index: number | null;
}

export interface EventRow {
  readonly body: Buffer;
  readonly seq: string | null;
}

/** Reads bodies, not the columns beside them: what is shown is what is signed. */
export async function viewEvents(
  from: Reader,
  personKeys: PersonKeys,
  rows: readonly EventRow[],
): Promise<EventView[]> {
  const bodies = rows.map((row) => ({ row, body: JSON.parse(row.body.toString()) as EventBody }));
  const keys = await personKeys.forReading(
    (sql, parameters) => from.query(sql, parameters),
    bodies.flatMap(({ body }) => peopleOf(body)),
  );
  return bodies.map(({ row, body }) => viewOf(body, row.seq, keys));
}

function peopleOf({ actor, personal }: EventBody): string[] {
  const people = Object.values(personal).map(({ person }) => person);
  return actor.kind === 'person' && actor.address ? [...people, actor.address.person] : people;
}

function viewOf(body: EventBody, seq: string | null, keys: ReadonlyMap<string, PersonKey>): EventView {
  const opened = (field: string, value: SealedValue): PersonalValue => open(body.id, field, value, keys);
  return {
    id: body.id,
    at: new Date(body.at),
    type: body.type,
    severity: body.severity,
    actor: actorOf(body, opened),
    requestId: body.requestId ?? null,
    subject: body.subject,
    related: body.related,
    data: body.data,
    personal: Object.fromEntries(
      Object.entries(body.personal).map(([field, value]) => [field, opened(field, value)]),
    ),
    index: seq === null ? null : Number(seq),
  };
}

function actorOf(
  { actor }: EventBody,
  opened: (field: string, value: SealedValue) => PersonalValue,
): ViewedActor {
  if (actor.kind === 'system') return actor;
  if (actor.kind === 'anonymous') return { kind: 'anonymous', address: actor.address ?? null };
  const address = actor.address ? String(opened(ADDRESS_FIELD, actor.address).value) : null;
  return { kind: 'person', id: actor.id, address };
}

function open(
  eventId: string,
  field: string,
  { person, sealed }: SealedValue,
  keys: ReadonlyMap<string, PersonKey>,
): PersonalValue {
  const key = keys.get(person);
  if (!key || sealed === null) return { personId: person, value: ERASED, erased: true };
  const plaintext = key.open(`${eventId} ${field}`, Buffer.from(sealed, 'base64'));
  return { personId: person, value: JSON.parse(plaintext.toString()) as unknown, erased: false };
}
