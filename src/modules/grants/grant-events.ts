import type {
  AuditEventInput,
  AuditField,
  AuditReference,
  AuditSeverity,
} from '../../platform/database/audit-event';
import type { Grant, Lease } from './grant';

const aboutGrant = (grant: Pick<Grant, 'id' | 'requestId' | 'personId' | 'profileId'>): AuditReference[] => [
  { kind: 'access-request', id: grant.requestId },
  { kind: 'person', id: grant.personId },
  { kind: 'access-profile', id: grant.profileId },
];

/** An event of a grant's life, findable by its request, its person and its profile too. */
export const grantEvent = (
  type: `grants.${string}`,
  grant: Pick<Grant, 'id' | 'requestId' | 'personId' | 'profileId'>,
  data: Record<string, AuditField> = {},
  severity: AuditSeverity = 'info',
  alsoAbout: readonly AuditReference[] = [],
): AuditEventInput => ({
  type,
  subject: { kind: 'grant', id: grant.id },
  related: [...aboutGrant(grant), ...alsoAbout],
  severity,
  data,
});

/** An event of one lease, findable by its grant and its request too. */
export const leaseEvent = (
  type: `grants.${string}`,
  lease: Pick<Lease, 'id' | 'grantId' | 'systemId'>,
  grant: Pick<Grant, 'requestId' | 'personId' | 'profileId'>,
  data: Record<string, AuditField> = {},
  severity: AuditSeverity = 'info',
): AuditEventInput => ({
  type,
  subject: { kind: 'lease', id: lease.id },
  related: [
    { kind: 'grant', id: lease.grantId },
    { kind: 'system', id: lease.systemId },
    ...aboutGrant({ id: lease.grantId, ...grant }),
  ],
  severity,
  data,
});
