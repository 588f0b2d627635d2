import type { AuditEventInput, AuditField, AuditSeverity } from '../../platform/database/audit-event';
import type { AccessRequest } from './access-request';

/** An event of a request's life, findable by its requester and its profile too. */
export const requestEvent = (
  type: `requests.${string}`,
  request: Pick<AccessRequest, 'id' | 'requesterId' | 'profileId'>,
  data: Record<string, AuditField> = {},
  severity: AuditSeverity = 'info',
): AuditEventInput => ({
  type,
  subject: { kind: 'access-request', id: request.id },
  related: [
    { kind: 'person', id: request.requesterId },
    { kind: 'access-profile', id: request.profileId },
  ],
  severity,
  data,
});
