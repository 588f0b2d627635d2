import { canonicalBytes } from './canonical';

/** A value under a person's key: base64 of what only that key opens. Null when the key was erased before it was written. */
export interface SealedValue {
  readonly person: string;
  readonly sealed: string | null;
}

export type BodyActor =
  /** `token` is the API token that acted for the person; absent in their browser. */
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly token?: string;
      /** Where the person acted: `slack`. Absent in a browser and on the command line. */
      readonly channel?: string;
      readonly address?: SealedValue;
    }
  | { readonly kind: 'anonymous'; readonly address?: string }
  | { readonly kind: 'system'; readonly name: string };

export interface BodyReference {
  readonly kind: string;
  readonly id: string;
}

/**
 * What an event says, as it is hashed and kept: version 1 of the format. Later versions may add members, never change
 * the meaning of these. `data` is open to every reader, `personal` to those who may use the person's key.
 */
export interface EventBody {
  readonly v: 1;
  readonly id: string;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly at: string;
  readonly type: string;
  readonly severity: 'info' | 'notice' | 'alert';
  readonly actor: BodyActor;
  readonly requestId?: string;
  readonly subject: BodyReference;
  readonly related: readonly BodyReference[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, SealedValue>>;
}

/** Far more than any event needs; one that is larger carries something that belongs elsewhere. */
export const MAX_BODY_BYTES = 65_536;

export function encodeBody(body: EventBody): Buffer {
  const bytes = canonicalBytes(body);
  if (bytes.length > MAX_BODY_BYTES) {
    throw new RangeError(
      `The audit event ${body.type} has ${bytes.length} bytes; ${MAX_BODY_BYTES} are allowed.`,
    );
  }
  return bytes;
}

/** `person:<id>`, `system:<name>` or `anonymous`. */
export function actorKey(actor: BodyActor): string {
  if (actor.kind === 'person') return `person:${actor.id}`;
  return actor.kind === 'system' ? `system:${actor.name}` : 'anonymous';
}

/** The ids of everything the event names, each once: what it is about, whom it is by, whom it holds a value of. */
export function entitiesOf(body: EventBody): string[] {
  const people = Object.values(body.personal).map(({ person }) => person);
  const named = [body.subject, ...body.related].map(({ id }) => id);
  const { actor } = body;
  const acting =
    actor.kind === 'person' ? [actor.id, ...(actor.token === undefined ? [] : [actor.token])] : [];
  return [...new Set([...named, ...acting, ...people])];
}

/** The open values as lower-case text. PostgreSQL's text cannot hold U+0000. */
export function searchTextOf(body: EventBody): string {
  const words = [body.type, ...openStrings(body.data)];
  return words.join('\n').toLowerCase().replaceAll('\0', '');
}

function openStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(openStrings) : [];
}
