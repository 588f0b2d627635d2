import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../../audit';

const REASONS: Readonly<Record<string, string>> = {
  'wrong-password': 'the present one was wrong',
  'locked-out': 'too many attempts had gone before',
};

const LINKS: Readonly<Record<string, string>> = {
  invitation: 'an invitation',
  'password-reset': 'a link for a new password',
};

/** How the events of accounts read in the audit trail. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  'identity.invited': ({ subject, data }, nameOf) =>
    data.delivery === 'mail'
      ? `${nameOf(subject.id)} was invited by e-mail`
      : `An invitation of ${nameOf(subject.id)} was shown to be handed over`,
  'identity.invitation_accepted': ({ subject }, nameOf) =>
    `${nameOf(subject.id)} accepted the invitation and chose a password`,
  'identity.password_changed': ({ subject }, nameOf) => `${nameOf(subject.id)} changed the password`,
  'identity.password_change_refused': ({ subject, data }, nameOf) =>
    `A change of the password of ${nameOf(subject.id)} was refused: ${REASONS[String(data.reason)] ?? String(data.reason)}`,
  'identity.password_reset_asked': ({ subject }, nameOf) =>
    subject.kind === 'person'
      ? `Somebody asked for a new password for ${nameOf(subject.id)}`
      : 'Somebody asked for a new password for a name that nobody has',
  'identity.password_reset_sent': ({ subject }, nameOf) =>
    `A link for a new password was sent to ${nameOf(subject.id)}`,
  'identity.password_reset': ({ subject }, nameOf) => `${nameOf(subject.id)} chose a new password by a link`,
  'identity.account_link_refused': ({ subject, data }, nameOf) =>
    `${sentenceCase(LINKS[String(data.kind)] ?? 'a link')} of ${nameOf(subject.id)} was used after it was over`,
  'identity.unlocked': ({ subject }, nameOf) => `${nameOf(subject.id)} was unlocked`,
  'identity.password_renewal_reminded': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} was reminded that the password ends in ${days(Number(data.days))}`,
};

const sentenceCase = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const days = (count: number): string => (count === 1 ? 'one day' : `${count} days`);

@Injectable()
export class AccountWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(TELLINGS);
  }
}
