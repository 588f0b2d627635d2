import { newId } from '../../src/kernel';
import type { Claim } from '../support/approved-grants';

/** As long as the sealed address of a caller is. */
const SEALED = 'A'.repeat(52);

export const INSERT_EVENT = {
  name: 'event',
  text: `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

export interface EventAbout {
  readonly claim: Claim;
  readonly leaseId: string;
  readonly systemId: string;
  readonly data: Readonly<Record<string, string>>;
}

/** The row that the product writes for an event of a lease, as long and with as many ids, without what makes it. */
export function eventRow(type: string, { claim, leaseId, systemId, data }: EventAbout, at: Date): unknown[] {
  const id = newId();
  const person = claim.holder.personId;
  const related = [
    { id: claim.grantId, kind: 'grant' },
    { id: systemId, kind: 'system' },
    { id: claim.requestId, kind: 'access-request' },
    { id: person, kind: 'person' },
    { id: claim.profileId, kind: 'access-profile' },
  ];
  const body = JSON.stringify({
    actor: { address: { person, sealed: SEALED }, id: person, kind: 'person' },
    at: at.toISOString(),
    data,
    id,
    personal: {},
    related,
    requestId: id,
    severity: 'info',
    subject: { id: leaseId, kind: 'lease' },
    type,
    v: 1,
  });
  const entities = [leaseId, ...related.map((reference) => reference.id)];
  const search = [type, ...Object.values(data)].join('\n').toLowerCase();
  return [at, id, type, 'info', `person:${person}`, entities, search, Buffer.from(body)];
}
