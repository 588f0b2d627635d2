import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { HOUR, MINUTE } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository } from '../../directory';
import { CredentialRepository } from '../credential.repository';
import { resetSent } from './account-events';
import { AccountLinkRepository } from './account-link.repository';
import { AccountLinks } from './account-links';
import { resetMail } from './account-mail';

export const SEND_PASSWORD_RESET = 'identity.send_password_reset';

/** OWASP, "Forgot Password": short, because whoever asked is waiting for it. */
export const RESET_LASTS = 15 * MINUTE;
/** A stranger who asks again and again fills nobody's mailbox. */
const AT_MOST_AN_HOUR = 5;

const SENDER = systemActor(SEND_PASSWORD_RESET);

const payloadSchema = z.strictObject({ personId: z.uuid().nullable() });

/** Sends the link to whoever is active and has a password. For all others it does nothing, and nobody learns that. */
@WorkerJob()
@Injectable()
export class SendPasswordResetJob implements Job {
  readonly name = SEND_PASSWORD_RESET;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly repository: AccountLinkRepository,
    private readonly links: AccountLinks,
    private readonly outbox: MailOutbox,
  ) {}

  async run(payload: unknown): Promise<void> {
    const { personId } = payloadSchema.parse(payload);
    if (personId === null) return;
    const person = await this.directory.person(this.uow.reader, personId);
    const stored = await this.credentials.password(this.uow.reader, personId);
    if (person.status !== 'active' || !stored) return;
    await this.uow.run(SENDER, async (tx) => {
      const anHourAgo = new Date(tx.now.getTime() - HOUR);
      if ((await this.repository.countSince(tx, 'password-reset', personId, anHourAgo)) >= AT_MOST_AN_HOUR)
        return;
      const link = await this.links.make(tx, 'password-reset', personId, RESET_LASTS, null);
      tx.record(resetSent(personId, link.id, link.expiresAt));
      await this.outbox.post(tx, {
        kind: 'password-reset',
        personId,
        to: person.email,
        message: resetMail(person, link),
        notAfter: link.expiresAt,
      });
    });
  }
}
