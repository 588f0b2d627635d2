import { Injectable } from '@nestjs/common';
import { DAY, known } from '../../../kernel';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { EventFeed, type EventView } from '../../audit';
import { CIRCLE_NEWS, isCircleNews, isSlackAccountNews } from '../domain/circle-news';
import { NotificationRepository } from '../notification.repository';
import { TellAboutAbsences } from './tell-about-absences';
import { TellAboutAccess } from './tell-about-access';
import { TellAboutAlerts } from './tell-about-alerts';
import { TellAboutBreakGlass } from './tell-about-break-glass';
import { TellAboutRequests } from './tell-about-requests';
import { TellAboutSlackAccounts } from './tell-about-slack-accounts';

const AT_ONCE = 200;
const KEPT_FOR = DAY;

/** What these tell of is read from the trail; each of them only wakes who looks at the facts. */
const INTERESTS = {
  types: [
    'requests.%',
    'grants.extended',
    'grants.ended',
    'grants.closed\\_unused',
    'grants.lease\\_unconfirmed',
    'grants.lease\\_ended',
    'grants.lease\\_issued',
    ...CIRCLE_NEWS.map((type) => type.replaceAll('_', '\\_')),
  ],
  alerts: true,
};

/** Said with the words of their own kind. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set([
  'grants.lease_unconfirmed',
  'requests.break_glass_opened',
  'requests.break_glass_overdue',
  'requests.break_glass_reviewed',
]);

/**
 * Turns what was recorded into what people are told. The trail is written with every change, so nothing that happened can
 * be missed; how far it was read moves with what was made of it, in one transaction, so nothing is told twice.
 */
@Injectable()
export class TellNews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly feed: EventFeed,
    private readonly notifications: NotificationRepository,
    private readonly requests: TellAboutRequests,
    private readonly access: TellAboutAccess,
    private readonly alerts: TellAboutAlerts,
    private readonly breakGlass: TellAboutBreakGlass,
    private readonly slackAccounts: TellAboutSlackAccounts,
    private readonly absences: TellAboutAbsences,
  ) {}

  /** Until nothing is new; another process that is at it is left to it. */
  async run(): Promise<void> {
    while (
      await this.uow.bookkeeping('notifications.tell: what follows from the trail', (tx) => this.page(tx))
    );
  }

  /** Whether there may be more. */
  private async page(tx: Tx): Promise<boolean> {
    const upTo = await this.notifications.lockProgress(tx);
    if (upTo === undefined) return false;
    const { events, readUpTo } = await this.feed.after(tx, upTo, INTERESTS, AT_ONCE);
    const told = await this.notifications.toldAmong(
      tx,
      events.map(({ id }) => id),
    );
    const fresh = events.filter(({ id }) => !told.has(id));
    for (const event of fresh) await this.tell(tx, event);
    await this.access.tellWhatEndsSoon(tx);
    if (fresh.length > 0)
      await this.notifications.markTold(
        tx,
        fresh.map(({ id }) => id),
      );
    if (readUpTo > upTo) await this.notifications.saveProgress(tx, readUpTo);
    if (fresh.length > 0) await this.notifications.forgetTold(tx, new Date(tx.now.getTime() - KEPT_FOR));
    return events.filter(({ index }) => index !== null).length === AT_ONCE;
  }

  private async tell(tx: Tx, event: EventView): Promise<void> {
    const { type, subject, severity } = event;
    await this.requests.tell(tx, event);
    await this.absences.tell(tx, event);
    if (subject.kind === 'break-glass') await this.breakGlass.tell(tx, event);
    await this.tellOfAccess(tx, event);
    if (isSlackAccountNews(event)) await this.slackAccounts.tell(tx, event);
    if ((severity === 'alert' || isCircleNews(event)) && !TOLD_OTHERWISE.has(type))
      await this.alerts.tell(tx, event);
  }

  private async tellOfAccess(tx: Tx, event: EventView): Promise<void> {
    const { type, subject } = event;
    if (type === 'grants.extended') await this.access.tellChanged(tx, subject.id);
    if (type === 'grants.lease_issued') await this.access.tellChanged(tx, grantOf(event));
    if (type === 'grants.ended' || type === 'grants.closed_unused')
      await this.access.tellEnded(tx, subject.id);
    if (type === 'grants.lease_unconfirmed') await this.access.tellUnconfirmed(tx, subject.id);
    if (type === 'grants.lease_ended') await this.access.tellProved(tx, subject.id);
  }
}

/** Of an event of one of its log-ins. */
const grantOf = ({ related }: EventView): string =>
  known(related.find(({ kind }) => kind === 'grant')?.id, 'The grant');
