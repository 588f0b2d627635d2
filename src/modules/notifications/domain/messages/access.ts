import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export interface EndsSoonFacts {
  readonly profile: string;
  readonly endsAt: Date;
  /** As it was said, with another deadline since, or not in use any more. */
  readonly now: 'ends' | 'ends-later' | 'over';
  readonly mayExtend: boolean;
  readonly extend: MessageAction;
  readonly done: MessageAction;
  readonly look: MessageAction;
}

export const accessEndsSoon = (facts: EndsSoonFacts): NotificationMessage => ({
  kind: 'access-ends-soon',
  title: `${TITLES[facts.now]}: ${facts.profile}`,
  paragraphs: endsSoonWords(facts),
  facts: [],
  actions: endsSoonActions(facts),
  because: facts.now === 'over' ? 'You were using this access.' : 'You are using this access.',
  standing: facts.now === 'ends' ? 'open' : 'settled',
  sayAgain: false,
});

const TITLES: Readonly<Record<EndsSoonFacts['now'], string>> = {
  ends: 'Ends soon',
  'ends-later': 'Extended',
  over: 'Over',
};

function endsSoonWords({ now, endsAt, mayExtend }: EndsSoonFacts): string[] {
  if (now === 'over') return ['This access is over. Nothing is left for you to do.'];
  if (now === 'ends-later') return [`It does not end on ${moment(endsAt)} any more: it was extended.`];
  return [
    `Your access ends on ${moment(endsAt)}. Connections that are open then are cut.`,
    mayExtend
      ? 'If you need longer, ask now: an approver has to agree before it ends. If you are done, end it.'
      : 'It cannot be extended. If you are done, end it.',
  ];
}

function endsSoonActions({ now, mayExtend, extend, done, look }: EndsSoonFacts): MessageAction[] {
  if (now === 'over') return [look];
  return now === 'ends' && mayExtend ? [extend, done] : [done];
}

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
