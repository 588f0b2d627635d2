import type { AuditEventInput, AuditField, AuditSeverity } from '../../../platform/database/audit-event';
import type { BreakGlass } from './break-glass';

/** Part of the story of its request, and findable by its person and its profile. */
export const breakGlassEvent = (
  type: `requests.break_glass_${string}`,
  { id, requestId, personId, profileId }: Pick<BreakGlass, 'id' | 'requestId' | 'personId' | 'profileId'>,
  severity: AuditSeverity,
  data: Record<string, AuditField>,
): AuditEventInput => ({
  type,
  subject: { kind: 'break-glass', id },
  related: [
    { kind: 'access-request', id: requestId },
    { kind: 'person', id: personId },
    { kind: 'access-profile', id: profileId },
  ],
  severity,
  data,
});
