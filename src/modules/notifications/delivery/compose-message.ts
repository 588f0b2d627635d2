import { Injectable } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import type { NotificationMessage } from '../domain/message';
import type { Notification, NotificationKind } from '../domain/notification';
import { ComposeAboutAbsences } from './compose-about-absences';
import { ComposeAboutAccess } from './compose-about-access';
import { ComposeAboutBreakGlass } from './compose-about-break-glass';
import { ComposeAboutRequests } from './compose-about-requests';
import { ComposeAboutSecurity } from './compose-about-security';

type Composing = (from: Reader, notification: Notification) => Promise<NotificationMessage | undefined>;

/** What a notification says by the facts of this moment; undefined when there is nothing to say any more. */
@Injectable()
export class ComposeMessage {
  private readonly composing: Readonly<Record<NotificationKind, Composing>>;

  constructor(
    requests: ComposeAboutRequests,
    access: ComposeAboutAccess,
    security: ComposeAboutSecurity,
    breakGlass: ComposeAboutBreakGlass,
    absences: ComposeAboutAbsences,
  ) {
    this.composing = {
      'approval-asked': (from, of) => requests.asked(from, of),
      'standing-in': (from, of) => absences.standingIn(from, of),
      'stand-in-gave-up': (from, of) => absences.gaveUp(from, of),
      'request-closed': (from, of) => requests.closed(from, of),
      'access-ends-soon': (from, of) => access.endsSoon(from, of),
      'access-ended': (from, of) => access.ended(from, of),
      'revocation-unconfirmed': (from, of) => security.unconfirmed(from, of),
      'security-alert': (from, of) => security.alert(from, of),
      'slack-account': (from, of) => security.slackAccount(from, of),
      'break-glass': (from, of) => breakGlass.opened(from, of),
      'break-glass-overdue': (from, of) => breakGlass.overdue(from, of),
    };
  }

  of(from: Reader, notification: Notification): Promise<NotificationMessage | undefined> {
    return this.composing[notification.kind](from, notification);
  }
}
