import { open, type AuditEventInput, type AuditReference } from '../../../platform/database/audit-event';
import type { LockoutSubject } from '../domain/lockout';
import type { LinkKind } from './account-link.repository';

/** What the trail says of accounts. No password, no token, and nothing that somebody typed as a name. */

const person = (id: string): AuditReference => ({ kind: 'person', id });
const link = (id: string): AuditReference => ({ kind: 'account-link', id });

export const invited = (
  personId: string,
  linkId: string,
  { expiresAt, delivery }: { readonly expiresAt: Date; readonly delivery: 'mail' | 'hand-over' },
): AuditEventInput => ({
  type: 'identity.invited',
  subject: person(personId),
  related: [link(linkId)],
  severity: 'notice',
  data: { expiresAt: open(expiresAt), delivery: open(delivery) },
});

export const invitationAccepted = (personId: string, linkId: string): AuditEventInput => ({
  type: 'identity.invitation_accepted',
  subject: person(personId),
  related: [link(linkId)],
  severity: 'notice',
});

export const passwordChanged = (personId: string): AuditEventInput => ({
  type: 'identity.password_changed',
  subject: person(personId),
  severity: 'notice',
});

export type PasswordChangeRefusal = 'wrong-password' | 'locked-out';

export const passwordChangeRefused = (personId: string, reason: PasswordChangeRefusal): AuditEventInput => ({
  type: 'identity.password_change_refused',
  subject: person(personId),
  severity: 'notice',
  data: { reason: open(reason) },
});

export const resetAsked = (subject: LockoutSubject): AuditEventInput => ({
  type: 'identity.password_reset_asked',
  subject:
    'personId' in subject
      ? person(subject.personId)
      : { kind: 'unknown-sign-in-name', id: subject.unknownName },
});

export const resetSent = (personId: string, linkId: string, expiresAt: Date): AuditEventInput => ({
  type: 'identity.password_reset_sent',
  subject: person(personId),
  related: [link(linkId)],
  data: { expiresAt: open(expiresAt) },
});

export const passwordReset = (personId: string, linkId: string): AuditEventInput => ({
  type: 'identity.password_reset',
  subject: person(personId),
  related: [link(linkId)],
  severity: 'notice',
});

/** Somebody came with a link that is over: it was in other hands before, or in a drawer for too long. */
export const linkRefused = (personId: string, linkId: string, kind: LinkKind): AuditEventInput => ({
  type: 'identity.account_link_refused',
  subject: person(personId),
  related: [link(linkId)],
  severity: 'notice',
  data: { kind: open(kind) },
});

export const unlocked = (personId: string, counts: number): AuditEventInput => ({
  type: 'identity.unlocked',
  subject: person(personId),
  severity: 'notice',
  data: { counts: open(counts) },
});

export const renewalReminded = (personId: string, days: number): AuditEventInput => ({
  type: 'identity.password_renewal_reminded',
  subject: person(personId),
  data: { days: open(days) },
});
