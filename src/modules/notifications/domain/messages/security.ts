import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

const WATCHING = 'You look after the security of this Sallyport. These notices cannot be switched off.';

export interface UnconfirmedFacts {
  readonly person: string;
  readonly profile: string;
  readonly system: string;
  readonly since: Date;
  readonly proved: boolean;
  readonly look: MessageAction;
}

export const revocationUnconfirmed = (facts: UnconfirmedFacts): NotificationMessage => ({
  kind: 'revocation-unconfirmed',
  title: facts.proved
    ? `Proved after all: access of ${facts.person} at ${facts.system} is gone`
    : `Not proved yet: access of ${facts.person} at ${facts.system}`,
  paragraphs: facts.proved
    ? [`The log-in at ${facts.system} is removed, and that was read back. Nothing is left to do.`]
    : [
        `The access to ${facts.profile} has been ending since ${moment(facts.since)}, and ${facts.system} has not confirmed ` +
          'that the log-in is gone. It is tried again until it does.',
        'Look whether the system can be reached, and end the log-in there by hand if it cannot wait.',
      ],
  facts: [],
  actions: [facts.look],
  because: WATCHING,
  standing: facts.proved ? 'settled' : 'open',
  sayAgain: facts.proved,
});

export interface AlertFacts {
  readonly sentence: string;
  readonly at: Date;
  readonly by: string;
  /** Told each time, and not once an hour. */
  readonly eachTime: boolean;
  readonly look: MessageAction;
}

export const securityAlert = (facts: AlertFacts): NotificationMessage => ({
  kind: 'security-alert',
  title: `Security: ${facts.sentence}`,
  paragraphs: [
    `If you did not expect this, look at it now.${facts.eachTime ? '' : ' The same within the hour is not told again.'}`,
  ],
  facts: [
    { label: 'What', value: facts.sentence },
    { label: 'When', value: moment(facts.at) },
    { label: 'By', value: facts.by },
  ],
  actions: [facts.look],
  because: WATCHING,
  standing: 'open',
  sayAgain: false,
});
