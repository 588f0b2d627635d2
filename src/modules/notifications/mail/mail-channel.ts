import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { type Reader, UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { MAIL_TRANSPORT, MailFailure, type MailTransport } from '../../../platform/mail/mail-transport';
import { writeMail } from '../../../platform/mail/message';
import { DirectoryRepository } from '../../directory';
import { type Copy, DeliveryFailure, type NotificationChannel } from '../notification-channel';
import { mailOf } from './mail-of';

/**
 * E-mail. What a server has taken cannot be changed, so an update is another message in the same thread, and only where
 * it spares somebody work. Delivered by the notification's own queue: its outbox is for links that must be sealed.
 */
@Injectable()
export class MailChannel implements NotificationChannel {
  readonly name = 'mail';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: MailOutbox,
    private readonly directory: DirectoryRepository,
    @Inject(MAIL_TRANSPORT) private readonly transport: MailTransport | undefined,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async reaches(from: Reader, personIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (!this.outbox.delivers) return new Set();
    const people = await this.directory.peopleAmong(from, personIds);
    return new Set(people.filter(({ status }) => status === 'active').map(({ id }) => id));
  }

  /** One server takes it all. */
  destinationOf(): Promise<string> {
    return Promise.resolve('mail server');
  }

  async deliver(copy: Copy): Promise<string> {
    const id = messageId(copy);
    await this.send(copy, id);
    return id;
  }

  /** Nobody can look into a mailbox. A mail program that gets the same Message-ID twice shows it once. */
  recover(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async update(reference: string, copy: Copy): Promise<string> {
    if (copy.message.sayAgain) await this.send(copy, messageId(copy), reference);
    return reference;
  }

  private async send(copy: Copy, id: string, answers?: string): Promise<void> {
    const message = mailOf(copy, this.environment.publicUrl);
    if (!this.transport) return this.keep(copy, message);
    try {
      await this.transport.send({
        ...writeMail(message),
        id,
        to: copy.recipient.email,
        listId: this.listId,
        answers,
      });
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error;
      throw new DeliveryFailure(error.reason, error.kind);
    }
  }

  /** For the demonstration's page. */
  private async keep(
    { recipient, message: { kind } }: Copy,
    message: ReturnType<typeof mailOf>,
  ): Promise<void> {
    await this.uow.bookkeeping('notifications.mail: kept for the demonstration', (tx) =>
      this.outbox.post(tx, {
        kind,
        personId: recipient.id,
        to: recipient.email,
        message,
        notAfter: new Date(tx.now.getTime() + DAY),
      }),
    );
  }

  /** RFC 2919: what a mail program sorts by. */
  private get listId(): string {
    return `Sallyport <notifications.${new URL(this.environment.publicUrl).hostname}>`;
  }
}

/** The same for each try of the same content, so that a server that took it twice shows it once. */
const messageId = ({ notificationId, revision }: Copy): string => `${notificationId}.${revision}`;
