import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export interface SlackAccountFacts {
  readonly bound: boolean;
  readonly at: Date;
  readonly look: MessageAction;
}

/** To its person. Which account it is stands behind the link. */
export const slackAccountChanged = ({ bound, at, look }: SlackAccountFacts): NotificationMessage => ({
  kind: 'slack-account',
  title: bound ? 'A Slack account was bound to you' : 'A Slack account was unbound from you',
  paragraphs: bound
    ? [
        'Whoever uses that account reads in Slack what waits for you, and can ask for access in your name.',
        'If it is not yours, unbind it at once under Security, change your password, and tell whoever looks after Sallyport.',
      ]
    : [
        'Nothing more is told to that account, and nothing can be asked for with it.',
        'If it was not you, change your password, and tell whoever looks after Sallyport.',
      ],
  facts: [{ label: 'When', value: moment(at) }],
  actions: [look],
  because: 'You are told whenever this changes. It cannot be switched off.',
  standing: 'open',
  sayAgain: false,
});
