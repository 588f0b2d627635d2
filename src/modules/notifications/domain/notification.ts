/** What somebody is told of. */
export type NotificationKind =
  /** Somebody waits for this person's decision; later, that nothing is left to decide. */
  | 'approval-asked'
  /** Somebody is away and named this person to approve in their place; later, that it is over. */
  | 'standing-in'
  /** Nobody approves in this person's place any more, although they are away. */
  | 'stand-in-gave-up'
  /** What became of this person's own request. */
  | 'request-closed'
  | 'access-ends-soon'
  /** Ended, with what was read back from the target. */
  | 'access-ended'
  /** Ending for longer than it should, without proof. */
  | 'revocation-unconfirmed'
  | 'security-alert'
  /** An account at Slack became this person's, or is theirs no more. */
  | 'slack-account'
  /** Somebody took access without an approval; later, what the review found. */
  | 'break-glass'
  | 'break-glass-overdue';

/** What a person chooses by. `approvals` and `security` are always told; a person chooses only by which channel. */
export type NotificationCategory = 'approvals' | 'requests' | 'access' | 'security';

const CATEGORIES: Readonly<Record<NotificationKind, NotificationCategory>> = {
  'approval-asked': 'approvals',
  'standing-in': 'approvals',
  'stand-in-gave-up': 'approvals',
  'request-closed': 'requests',
  'access-ends-soon': 'access',
  'access-ended': 'access',
  'revocation-unconfirmed': 'security',
  'security-alert': 'security',
  'slack-account': 'security',
  'break-glass': 'security',
  'break-glass-overdue': 'security',
};

export const categoryOf = (kind: NotificationKind): NotificationCategory => CATEGORIES[kind];

/** What became of these since is told by a notification of its own, so a copy that is out is changed and no more is said. */
const CHANGED_QUIETLY: ReadonlySet<NotificationKind> = new Set(['request-closed', 'access-ends-soon']);

export const isChangedQuietly = (kind: NotificationKind): boolean => CHANGED_QUIETLY.has(kind);

export const CHANNELS = ['mail', 'slack'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** One thing that one person is told, whatever the channel. Ids alone: what it says is read when it is sent. */
export interface Notification {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly personId: string;
  /** The access request, grant, lease or audit event that it is about. */
  readonly subjectId: string;
  /** What of its subject: a version, a deadline. */
  readonly topic: string;
  readonly revision: number;
  readonly createdAt: Date;
  /** Not worth delivering any more from then on. */
  readonly notAfter: Date;
}
