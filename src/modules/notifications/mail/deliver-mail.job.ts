import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { type ClaimedMail, DELIVER_MAIL, MailOutbox } from '../../../platform/mail/mail-outbox';
import { MAIL_TRANSPORT, MailFailure, type MailTransport } from '../../../platform/mail/mail-transport';
import { nextTryAt } from '../domain/mail-retry';
import { mailNotDelivered } from './mail-events';
import { MailMetrics } from './mail-metrics';

const KEPT_FOR = 30 * DAY;
const FORGOTTEN_AT_ONCE = 1_000;
const SENDER = systemActor('notifications.deliver_mail');

/**
 * Sends what waits, one message after the other, until nothing is due or the server is out of reach. Woken by the
 * transaction that posts one, and every minute for those that have to be tried again, over restarts, until they are of no
 * use any more.
 */
@WorkerJob()
@Injectable()
export class DeliverMailJob implements Job {
  readonly name = DELIVER_MAIL;
  readonly schedule = '* * * * *';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: MailOutbox,
    private readonly metrics: MailMetrics,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport | undefined,
  ) {}

  async run(): Promise<void> {
    const { transport } = this;
    if (transport) while (await this.deliverOne(transport)) continue;
    await this.uow.bookkeeping('notifications.deliver_mail: messages past their use', (tx) =>
      this.outbox.forget(tx, new Date(tx.now.getTime() - KEPT_FOR), FORGOTTEN_AT_ONCE),
    );
    await this.metrics.refresh();
  }

  /** Whether it is worth going on. */
  private async deliverOne(transport: MailTransport): Promise<boolean> {
    const claimed = await this.uow.bookkeeping('notifications.deliver_mail: a claim', async (tx) => {
      const mail = await this.outbox.claim(tx);
      return mail && { mail, isStale: mail.notAfter <= tx.now };
    });
    if (!claimed) return false;
    const { mail, isStale } = claimed;
    if (isStale) {
      await this.giveUp(mail, 'stale');
      return true;
    }
    try {
      await transport.send(this.outbox.opened(mail));
    } catch (error) {
      return this.failed(
        mail,
        error instanceof MailFailure ? error : new MailFailure('UNREADABLE', 'refused'),
      );
    }
    await this.uow.bookkeeping('notifications.deliver_mail: delivered', (tx) =>
      this.outbox.settle(tx, mail.id, 'delivered'),
    );
    this.metrics.settled(mail.kind, 'delivered');
    return true;
  }

  private async failed(mail: ClaimedMail, { kind, reason }: MailFailure): Promise<boolean> {
    if (kind === 'refused') {
      await this.giveUp(mail, reason);
      return true;
    }
    await this.uow.bookkeeping('notifications.deliver_mail: to be tried again', (tx) =>
      this.outbox.postpone(tx, mail.id, nextTryAt(mail.attempts, tx.now), reason),
    );
    this.metrics.settled(mail.kind, 'postponed');
    return kind === 'later';
  }

  private async giveUp(mail: ClaimedMail, reason: string): Promise<void> {
    await this.uow.run(SENDER, async (tx) => {
      if (await this.outbox.settle(tx, mail.id, 'abandoned', reason))
        tx.record(mailNotDelivered(mail, reason));
    });
    this.metrics.settled(mail.kind, 'abandoned');
  }
}
