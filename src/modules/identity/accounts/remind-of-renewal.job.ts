import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository } from '../../directory';
import { dueReminder, passwordEnd } from '../domain/password-age';
import { type AgingPassword, RenewalRepository } from './renewal.repository';
import { renewalReminded } from './account-events';
import { renewalMail } from './account-mail';

/** Tells people by e-mail that their password will have to be changed: once for each of the days of the rules. */
@WorkerJob()
@Injectable()
export class RemindOfRenewalJob implements Job {
  readonly name = 'identity.remind_of_renewal';
  readonly schedule = '41 * * * *';
  private readonly actor = systemActor(this.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: RenewalRepository,
    private readonly directory: DirectoryRepository,
    private readonly outbox: MailOutbox,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async run(): Promise<void> {
    const { maximumAgeDays } = this.environment.passwords;
    if (maximumAgeDays === null || !this.outbox.delivers) return;
    for (const aging of await this.repository.aging(this.uow.reader, maximumAgeDays)) {
      await this.remind(aging, maximumAgeDays);
    }
  }

  private remind({ personId }: AgingPassword, maximumAgeDays: number): Promise<void> {
    return this.uow.run(this.actor, async (tx) => {
      // Read again under its lock: another worker, or the person, may have been quicker.
      const aging = await this.repository.lock(tx, personId);
      const end = aging && passwordEnd(aging.changedAt, maximumAgeDays);
      const days = end && dueReminder(end, aging.remindedDays, tx.now);
      if (!end || days === undefined) return;
      const person = await this.directory.person(tx, personId);
      await this.repository.noteReminder(tx, personId, days);
      tx.record(renewalReminded(personId, days));
      await this.outbox.post(tx, {
        kind: 'password-renewal',
        personId,
        to: person.email,
        message: renewalMail(person, this.environment.publicUrl, days, end),
        notAfter: end,
      });
    });
  }
}
