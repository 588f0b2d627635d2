import { newId } from '../../src/kernel';
import type { Claim } from '../support/approved-grants';

/** As long as the sealed address of a caller is. */
const SEALED = 'A'.repeat(52);

export const INSERT_EVENT = {
  name: 'event',
  text: `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

interface Reference {
  readonly kind: string;
  readonly id: string;
}

export interface BareEvent {
  readonly type: string;
  /** Whom the event is about besides what its claim names. */
  readonly subject: Reference;
  readonly related: readonly Reference[];
  readonly claim: Claim;
  /** The part of the product that acts; without it, the claim's person does. */
  readonly system?: string;
  readonly data: Readonly<Record<string, string | number>>;
}

/** The row that the product writes for an event, as long and with as many ids, without what makes it. */
export function eventRow({ type, subject, related, claim, system, data }: BareEvent, at: Date): unknown[] {
  const id = newId();
  const person = claim.holder.personId;
  const all = [
    ...related,
    { id: claim.requestId, kind: 'access-request' },
    { id: person, kind: 'person' },
    { id: claim.profileId, kind: 'access-profile' },
  ];
  const actor =
    system === undefined
      ? { address: { person, sealed: SEALED }, id: person, kind: 'person' }
      : { kind: 'system', name: system };
  const body = JSON.stringify({
    actor,
    at: at.toISOString(),
    data,
    id,
    personal: {},
    related: all,
    ...(system === undefined ? { requestId: id } : {}),
    severity: 'info',
    subject,
    type,
    v: 1,
  });
  const entities = [subject.id, ...all.map((reference) => reference.id)];
  const search = [type, ...Object.values(data)].join('\n').toLowerCase();
  return [
    at,
    id,
    type,
    'info',
    system === undefined ? `person:${person}` : `system:${system}`,
    entities,
    search,
    Buffer.from(body),
  ];
}
