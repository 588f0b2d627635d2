import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export interface EndsSoonFacts {
  readonly profile: string;
  readonly endsAt: Date;
  /** False once it ends or has another deadline. */
  readonly stillTrue: boolean;
  readonly mayExtend: boolean;
  readonly extend: MessageAction;
  readonly done: MessageAction;
}

export const accessEndsSoon = (facts: EndsSoonFacts): NotificationMessage => ({
  kind: 'access-ends-soon',
  title: facts.stillTrue ? `Ends soon: ${facts.profile}` : `No longer about to end then: ${facts.profile}`,
  paragraphs: facts.stillTrue
    ? [
        `Your access ends on ${moment(facts.endsAt)}. Connections that are open then are cut.`,
        facts.mayExtend
          ? 'If you need longer, ask now: an approver has to agree before it ends. If you are done, end it.'
          : 'It cannot be extended. If you are done, end it.',
      ]
    : [`It does not end on ${moment(facts.endsAt)} any more: it was extended, or is over.`],
  facts: [],
  actions: facts.mayExtend ? [facts.extend, facts.done] : [facts.done],
  because: 'You are using this access.',
  standing: facts.stillTrue ? 'open' : 'settled',
  sayAgain: false,
});

export interface EndedFacts {
  readonly profile: string;
  readonly used: boolean;
  readonly endedAt: Date;
  /** Why, as the story of the request tells it. */
  readonly why: string;
  /** What was read back, one for each log-in. */
  readonly proofs: readonly { readonly system: string; readonly summary: string; readonly readAt: string }[];
  readonly look: MessageAction;
}

export const accessEnded = (facts: EndedFacts): NotificationMessage => ({
  kind: 'access-ended',
  title: facts.used ? `Ended, and proved: ${facts.profile}` : `Closed without being used: ${facts.profile}`,
  paragraphs: facts.used
    ? [`${facts.why} It ended on ${moment(facts.endedAt)}; what was made for it is gone.`]
    : [facts.why],
  facts: facts.proofs.map(({ system, summary, readAt }) => ({
    label: system,
    value: `${summary} (read ${moment(new Date(readAt))})`,
  })),
  actions: [facts.look],
  because: 'You held this access.',
  standing: 'open',
  sayAgain: false,
});
