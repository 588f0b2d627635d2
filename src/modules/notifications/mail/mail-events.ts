import { open, type AuditEventInput } from '../../../platform/database/audit-event';

/** A message that nobody got: `reason` is a word of ours or a code of the mail server. */
export const mailNotDelivered = (
  { id, kind, personId }: { readonly id: string; readonly kind: string; readonly personId: string },
  reason: string,
): AuditEventInput => ({
  type: 'notifications.mail_not_delivered',
  subject: { kind: 'person', id: personId },
  related: [{ kind: 'mail', id }],
  severity: 'notice',
  data: { kind: open(kind), reason: open(reason) },
});
