import { type AuditEventInput, open } from '../../platform/database/audit-event';
import type { ClaimedDelivery } from './delivery/delivery.repository';
import type { DeliveryFailure } from './notification-channel';

/** `reason` is a word of ours or a code of the channel. */
export const notDelivered = (
  { notification, channel, attempts }: ClaimedDelivery,
  { reason, kind }: DeliveryFailure,
): AuditEventInput => ({
  type: 'notifications.not_delivered',
  subject: { kind: 'person', id: notification.personId },
  related: [{ kind: 'notification', id: notification.id }],
  severity: 'notice',
  data: {
    kind: open(notification.kind),
    channel: open(channel),
    reason: open(reason),
    tries: open(attempts),
    triedAgain: open(kind !== 'refused'),
  },
});
