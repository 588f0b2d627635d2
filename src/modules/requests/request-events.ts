import {
  type AuditEventInput,
  type AuditField,
  type AuditReference,
  type AuditSeverity,
  open,
} from '../../platform/database/audit-event';
import type { AccessRequest, Extension } from './access-request';

/** More time is part of the story of the request that the grant came of. */
const aboutExtended = ({ grantId, grantRequestId }: Extension): AuditReference[] => [
  { kind: 'grant', id: grantId },
  { kind: 'access-request', id: grantRequestId },
];

/** An event of a request's life, findable by its requester and its profile too. */
export const requestEvent = (
  type: `requests.${string}`,
  request: Pick<AccessRequest, 'id' | 'requesterId' | 'profileId' | 'extension'>,
  data: Record<string, AuditField> = {},
  severity: AuditSeverity = 'info',
): AuditEventInput => ({
  type,
  subject: { kind: 'access-request', id: request.id },
  related: [
    { kind: 'person', id: request.requesterId },
    { kind: 'access-profile', id: request.profileId },
    ...(request.extension ? aboutExtended(request.extension) : []),
  ],
  severity,
  data: { ...data, ...(request.extension && { extends: open(request.extension.grantId) }) },
});
