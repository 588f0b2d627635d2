import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export interface AbsenceFacts {
  readonly person: string;
  readonly from: Date;
  readonly until: Date;
  /** Whether it came to its end already, in whichever way. */
  readonly over: boolean;
  readonly approvals: MessageAction;
  readonly absences: MessageAction;
}

/** To whoever stands in, who was not asked whether they want to. */
export function standingIn(facts: AbsenceFacts): NotificationMessage {
  const { person, from, until, over, approvals, absences } = facts;
  return {
    kind: 'standing-in',
    title: over ? `You stand in for ${person} no longer` : `You stand in for ${person}`,
    paragraphs: over
      ? [`That ended on ${moment(until)}. What you approved in their place still counts.`]
      : [
          `${person} is away and has named you: what waits for their approval is put to you as well, and you decide in your own name. ` +
            'Requests for personal data are left out unless you answer for personal data anyway.',
          'In that time you can name nobody in your own place. If it does not suit you, give it up under Security.',
        ],
    facts: over
      ? []
      : [
          { label: 'From', value: moment(from) },
          { label: 'Until', value: moment(until) },
        ],
    actions: over ? [absences] : [approvals, absences],
    because: `${person} named you as their stand-in.`,
    standing: over ? 'settled' : 'open',
    sayAgain: over,
  };
}

/** To whoever is away, where their stand-in gave it up: nobody is asked in their place any more. */
export const standInGaveUp = ({
  standIn,
  until,
  absences,
}: Pick<AbsenceFacts, 'until' | 'absences'> & { readonly standIn: string }): NotificationMessage => ({
  kind: 'stand-in-gave-up',
  title: `${standIn} does not stand in for you any more`,
  paragraphs: [
    `It ended on ${moment(until)}. What waits for your approval is put to you alone until you name somebody else.`,
  ],
  facts: [],
  actions: [absences],
  because: `You named ${standIn} as your stand-in.`,
  standing: 'open',
  sayAgain: false,
});
