import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { MINUTE } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Job, WorkerJob } from '../../../platform/jobs/job';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository } from '../../directory';
import { CredentialRepository } from '../passwords/credential.repository';
import { resetSent } from './account-events';
import { AccountLinkRepository } from './account-link.repository';
import { AccountLinks } from './account-links';
import { resetMail } from './account-mail';

export const SEND_PASSWORD_RESET = 'identity.send_password_reset';

/** OWASP, "Forgot Password": short, because whoever asked is waiting for it. */
export const RESET_LASTS = 15 * MINUTE;
/**
 * A link as young as this is left alone, whoever asks again: so a stranger who asks and asks fills nobody's mailbox, and keeps
 * nobody from using the link that they were sent.
 */
export const LEFT_ALONE_FOR = 5 * MINUTE;

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
      const present = await this.repository.openOf(tx, 'password-reset', personId, tx.now);
      if (present && tx.now.getTime() - present.createdAt.getTime() < LEFT_ALONE_FOR) return;
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
