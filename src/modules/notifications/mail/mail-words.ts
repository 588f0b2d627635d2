import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords } from '../../audit';

@Injectable()
export class MailWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents({
      'notifications.mail_not_delivered': ({ subject, data }, nameOf) =>
        data.reason === 'stale'
          ? `A message to ${nameOf(subject.id)} (${kindIn(data)}) could not be sent in time`
          : `A message to ${nameOf(subject.id)} (${kindIn(data)}) was refused by the mail server: ${String(data.reason)}`,
    });
  }
}

const kindIn = (data: Readonly<Record<string, unknown>>): string => String(data.kind).replaceAll('-', ' ');
