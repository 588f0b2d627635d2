import { type AuditEventInput, open } from '../../../platform/database/audit-event';
import { sha256 } from '../../../platform/crypto/digest';
import type { ListFault } from './domain/list-fault';
import { countEffects, type PlannedPerson } from './domain/plan-list';

/** Each job role of the circle that a list would give, once (I18). */
export const circleRefused = (faults: readonly ListFault[]): AuditEventInput[] =>
  [...new Set(faults.flatMap(({ circleRole }) => circleRole ?? []))].map((jobRole) => ({
    type: 'people.circle_refused',
    subject: { kind: 'job-role', id: jobRole },
    severity: 'alert',
    data: { by: open('csv') },
  }));

interface Imported {
  readonly bytes: Uint8Array;
  readonly complete: boolean;
}

/** Beside the event of each change: that they came together, from which file. */
export function listImported(
  { bytes, complete }: Imported,
  people: readonly PlannedPerson[],
): AuditEventInput {
  const counts = countEffects(people);
  return {
    type: 'people.list_imported',
    subject: { kind: 'list-of-people', id: sha256(bytes) },
    severity: 'notice',
    data: {
      complete: open(complete),
      joined: open(counts.joins),
      cameBack: open(counts['comes-back']),
      changed: open(counts.changes),
      left: open(counts.leaves),
      stayed: open(counts.stays),
    },
  };
}

export const listExported = (people: number): AuditEventInput => ({
  type: 'people.list_exported',
  subject: { kind: 'list-of-people', id: 'csv' },
  severity: 'notice',
  data: { people: open(people) },
});
