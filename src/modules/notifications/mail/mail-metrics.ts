import { Inject, Injectable } from '@nestjs/common';
import { type Clock, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { counter, gauge } from '../../../platform/telemetry/metrics';

const waiting = gauge('sallyport_mail_waiting', 'Messages that are not delivered yet');
const oldest = gauge('sallyport_mail_oldest_waiting_seconds', 'Age of the message that has waited longest');
const tries = counter(
  'sallyport_mail_tries_total',
  'Tries to send a message, by what it is about and what came of it',
  ['kind', 'outcome'],
);

@Injectable()
export class MailMetrics {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: MailOutbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  settled(kind: string, outcome: 'delivered' | 'postponed' | 'abandoned'): void {
    tries.inc({ kind, outcome });
  }

  async refresh(): Promise<void> {
    const found = await this.outbox.waiting(this.uow.reader);
    waiting.set(found.count);
    oldest.set(
      found.oldest ? Math.max(0, (this.clock.now().getTime() - found.oldest.getTime()) / SECOND) : 0,
    );
  }
}
