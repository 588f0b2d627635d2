import type { AuditEventInput, AuditField } from '../../../platform/database/audit-event';
import type { AbsenceRecord } from '../../directory';

/** About whoever is away, and findable by their stand-in. */
export const absenceEvent = (
  type: 'requests.absence_recorded' | 'requests.absence_ended',
  { id, personId, delegateId }: AbsenceRecord,
  data: Record<string, AuditField>,
): AuditEventInput => ({
  type,
  subject: { kind: 'person', id: personId },
  related: [
    { kind: 'person', id: delegateId },
    { kind: 'absence', id },
  ],
  severity: 'notice',
  data,
});
