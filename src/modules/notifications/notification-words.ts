import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords } from '../audit';

const CHANNEL_NAMES: Readonly<Record<string, string>> = { mail: 'e-mail', slack: 'Slack' };

@Injectable()
export class NotificationWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents({
      'notifications.not_delivered': ({ subject, data }, nameOf) =>
        `${nameOf(subject.id)} could not be told by ${channelIn(data)} (${String(data.kind).replaceAll('-', ' ')}): ` +
        `${String(data.reason)}${data.triedAgain === true ? '; it is tried again' : ''}`,
      'notifications.preference_changed': ({ subject }, nameOf) =>
        `${nameOf(subject.id)} changed what Sallyport tells them, and where`,
    });
  }
}

const channelIn = ({ channel }: Readonly<Record<string, unknown>>): string =>
  CHANNEL_NAMES[String(channel)] ?? String(channel);
