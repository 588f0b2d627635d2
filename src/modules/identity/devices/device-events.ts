import { open, type AuditEventInput, type AuditReference } from '../../../platform/database/audit-event';
import type { Lockout } from '../sign-in/attempt-window';
import { lockedOut } from '../identity-events';
import type { NewDevice } from './device.repository';

/** What the trail says of command lines that ask to be let in. Neither of their codes is in it. */

const person = (id: string): AuditReference => ({ kind: 'person', id });
const device = (id: string): AuditReference => ({ kind: 'device-authorization', id });

export const deviceAsked = (
  id: string,
  { clientName, scopes }: Pick<NewDevice, 'clientName' | 'scopes'>,
): AuditEventInput => ({
  type: 'identity.device_asked',
  subject: device(id),
  data: { clientName: open(clientName), scopes: open(scopes) },
});

export const deviceDecided = (
  id: string,
  personId: string,
  decision: 'allow' | 'deny',
  clientName: string,
): AuditEventInput => ({
  type: decision === 'allow' ? 'identity.device_allowed' : 'identity.device_denied',
  subject: device(id),
  related: [person(personId)],
  severity: 'notice',
  data: { clientName: open(clientName) },
});

export const userCodeRefused = (personId: string): AuditEventInput => ({
  type: 'identity.user_code_refused',
  subject: person(personId),
  severity: 'notice',
});

export const userCodesLocked = (personId: string, lockout: Lockout): AuditEventInput =>
  lockedOut({ personId }, 'user-code', lockout);
