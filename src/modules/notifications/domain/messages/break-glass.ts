import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export interface BreakGlassFacts {
  /** The reader took it. */
  readonly own: boolean;
  readonly person: string;
  readonly profile: string;
  readonly dataCategory: string;
  readonly openedAt: Date;
  readonly reviewDueAt: Date;
  readonly verdict: 'justified' | 'not-justified' | null;
  readonly reviewer: string | null;
  readonly look: MessageAction;
}

const BECAUSE =
  'Everybody of the personal-data circle and the data protection officer hear of emergency access. This cannot be switched off.';

export function breakGlassOpened(facts: BreakGlassFacts): NotificationMessage {
  const { own, person, profile, verdict } = facts;
  return {
    kind: 'break-glass',
    title: `${verdict ? 'Reviewed' : 'Emergency access'}: ${own ? 'you' : person} at ${profile}`,
    paragraphs: verdict ? [reviewedWords(facts)] : openedWords(facts),
    facts: [
      { label: 'Who', value: person },
      { label: 'What', value: profile },
      { label: 'Data', value: facts.dataCategory },
      { label: 'Since', value: moment(facts.openedAt) },
    ],
    actions: [facts.look],
    because: BECAUSE,
    // Whoever was not told of it yet is told all the same: that it was reviewed is no less news.
    standing: 'open',
    sayAgain: verdict !== null,
  };
}

const openedWords = ({ own, person, reviewDueAt }: BreakGlassFacts): string[] =>
  own
    ? [
        'You took access without an approval. Until somebody else has reviewed it, there is no second time.',
        'If it was not you, tell everybody of the circle by telephone at once, and end it.',
      ]
    : [
        `${person} took access without an approval. What happened stands on the page.`,
        `Somebody other than ${person} has to review it until ${moment(reviewDueAt)}. If it looks wrong, end it now.`,
      ];

const reviewedWords = ({ reviewer, verdict }: BreakGlassFacts): string =>
  `${reviewer ?? 'Somebody'} reviewed it and found it ${verdict === 'justified' ? 'justified' : 'not justified'}.`;

export const breakGlassOverdue = (facts: BreakGlassFacts): NotificationMessage => ({
  kind: 'break-glass-overdue',
  title: facts.verdict
    ? `Reviewed: emergency access of ${facts.person}`
    : `Not reviewed in time: emergency access of ${facts.person}`,
  paragraphs: facts.verdict
    ? [reviewedWords(facts)]
    : [
        `The access to ${facts.profile} that nobody approved had to be reviewed until ${moment(facts.reviewDueAt)}.`,
        'This is said again every day until it is done.',
      ],
  facts: [],
  actions: [facts.look],
  because: BECAUSE,
  standing: facts.verdict ? 'settled' : 'open',
  sayAgain: false,
});
