import { V7Generator } from 'uuidv7';
import {
  OpenField,
  PersonalField,
  type AuditContext,
  type AuditEventInput,
  type AuditSink,
  type AuditValue,
  type TransactionQuery,
} from '../../../platform/database/audit-event';
import type { PersonKey, PersonKeys } from '../../../platform/crypto/person-keys';
import { canonicalBytes } from '../domain/canonical';
import {
  actorKey,
  encodeBody,
  entitiesOf,
  searchTextOf,
  type BodyActor,
  type EventBody,
  type SealedValue,
} from '../domain/event-body';

const REDACTED = '[redacted]';
const COLUMNS = 8;
/** PostgreSQL numbers parameters with 16 bits; a policy file that changes thousands of things stays far below. */
const EVENTS_PER_STATEMENT = 1_000;

/** Writes the events of a unit of work into its transaction: one statement, or few when a unit records thousands. */
export class AppendEvents implements AuditSink {
  /** Time-ordered ids that carry exactly the moment given, so that the id alone tells the month an event is in. */
  private readonly ids = new V7Generator();

  constructor(private readonly personKeys: PersonKeys) {
    this.ids.setRollbackAllowance(0);
  }

  async append(
    query: TransactionQuery,
    events: readonly AuditEventInput[],
    context: AuditContext,
  ): Promise<void> {
    const keys = await this.personKeys.forWriting(query, peopleIn(events, context), context.at);
    const bodies = events.map((event) => this.bodyOf(event, context, keys));
    for (let start = 0; start < bodies.length; start += EVENTS_PER_STATEMENT) {
      await insert(query, bodies.slice(start, start + EVENTS_PER_STATEMENT), context.at);
    }
  }

  private bodyOf(event: AuditEventInput, context: AuditContext, keys: Map<string, PersonKey>): EventBody {
    const id = this.ids.generateOrResetWithTs(context.at.getTime()).toString();
    const seal = (field: string, personId: string, value: AuditValue): SealedValue =>
      sealed(keys.get(personId), `${id} ${field}`, personId, value);
    const fields = Object.entries(event.data ?? {}).filter(([, field]) => field !== undefined);
    const secret = fields.flatMap(([name, field]) =>
      PersonalField.is(field) ? [[name, field] as const] : [],
    );
    const rest = fields.filter(([, field]) => !PersonalField.is(field));
    return {
      v: 1,
      id,
      at: context.at.toISOString(),
      type: event.type,
      severity: event.severity ?? 'info',
      actor: actorOf(context, seal),
      ...(context.actor.requestId === undefined ? {} : { requestId: context.actor.requestId }),
      subject: reference(event.subject),
      related: (event.related ?? []).map(reference),
      data: Object.fromEntries(
        rest.map(([name, field]) => [name, OpenField.is(field) ? field.value : REDACTED]),
      ),
      personal: Object.fromEntries(
        secret.map(([name, field]) => [name, seal(name, field.personId, field.value)]),
      ),
    };
  }
}

/** Only these two members, whatever else the object has: an event must not carry what nobody classified. */
const reference = ({ kind, id }: AuditEventInput['subject']) => ({ kind, id });

/** Authenticated with each sealed value; see {@link AppendEvents}. */
export const ADDRESS_FIELD = 'actor.address';

function actorOf(
  { actor }: AuditContext,
  seal: (field: string, personId: string, value: AuditValue) => SealedValue,
): BodyActor {
  if (actor.kind === 'system') return { kind: 'system', name: actor.name };
  if (actor.kind === 'anonymous') {
    return actor.address === undefined
      ? { kind: 'anonymous' }
      : { kind: 'anonymous', address: actor.address };
  }
  const { personId, tokenId, channel, address } = actor;
  return {
    kind: 'person',
    id: personId,
    ...(tokenId !== undefined && { token: tokenId }),
    ...(channel !== undefined && { channel }),
    ...(address !== undefined && { address: seal(ADDRESS_FIELD, personId, address) }),
  };
}

function sealed(key: PersonKey | undefined, context: string, person: string, value: AuditValue): SealedValue {
  return { person, sealed: key ? key.seal(context, canonicalBytes(value)).toString('base64') : null };
}

function peopleIn(events: readonly AuditEventInput[], { actor }: AuditContext): string[] {
  const named = events.flatMap((event) => Object.values(event.data ?? {}));
  const people = named.flatMap((field) => (PersonalField.is(field) ? [field.personId] : []));
  return actor.kind === 'person' && actor.address !== undefined ? [...people, actor.personId] : people;
}

async function insert(query: TransactionQuery, bodies: readonly EventBody[], at: Date): Promise<void> {
  const rows = bodies.map((_, row) => {
    const places = Array.from({ length: COLUMNS }, (__, column) => `$${row * COLUMNS + column + 1}`);
    return `(${places.join(', ')})`;
  });
  await query(
    `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
     VALUES ${rows.join(', ')}`,
    bodies.flatMap((body) => [
      at,
      body.id,
      body.type,
      body.severity,
      actorKey(body.actor),
      entitiesOf(body),
      searchTextOf(body),
      encodeBody(body),
    ]),
  );
}
