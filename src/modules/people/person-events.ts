import { type AuditEventInput, open, personal } from '../../platform/database/audit-event';
import type { Person } from '../directory';

/** What of a person a source says, as the trail tells each change of it. */
const FACTS = [
  'handle',
  'name',
  'email',
  'saidStatus',
  'source',
  'managerId',
  'jobRoles',
  'prerequisites',
  'prerequisitesValidUntil',
] as const satisfies readonly (keyof Person)[];

/** One event for somebody who comes or leaves, else one for each thing that changed; encrypted under the person's key. */
export function personEvents(before: Person | undefined, after: Person, because: string): AuditEventInput[] {
  const subject = { kind: 'person', id: after.id };
  const by = { by: open(because) };
  if (before === undefined || (before.saidStatus === 'left' && after.saidStatus !== 'left')) {
    const whole = Object.fromEntries(FACTS.map((fact) => [fact, after[fact]]));
    return [{ type: 'directory.person_added', subject, data: { ...by, after: personal(after.id, whole) } }];
  }
  if (before.saidStatus !== 'left' && after.saidStatus === 'left') {
    return [
      {
        type: 'directory.person_removed',
        subject,
        severity: 'notice',
        data: { ...by, key: personal(after.id, after.handle) },
      },
    ];
  }
  return FACTS.filter((fact) => JSON.stringify(before[fact]) !== JSON.stringify(after[fact])).map((fact) => ({
    type: 'directory.person_changed',
    subject,
    severity: fact === 'jobRoles' ? 'notice' : 'info',
    data: {
      ...by,
      field: open(fact),
      before: personal(after.id, before[fact]),
      after: personal(after.id, after[fact]),
    },
  }));
}
