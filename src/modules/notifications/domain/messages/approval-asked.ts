import { allOf, durationInWords } from '../../../policy';
import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export type AskedRequestState = 'pending' | 'approved' | 'denied' | 'cancelled' | 'lapsed';

/** What the copy of one approver is made of. */
export interface AskedFacts {
  readonly state: AskedRequestState;
  /** The request has been changed since; what this approver was asked about is void. */
  readonly changedSince: boolean;
  readonly requester: string;
  readonly profile: string;
  readonly dataCategory: string;
  readonly durationSeconds: number;
  readonly startsAt: Date | null;
  readonly ticket: string | null;
  /** What the requester held when asking: for each of these an extra approval is needed. */
  readonly heldTogetherWith: readonly string[];
  /** The new end, where more time is asked for. */
  readonly extendsUntil: Date | null;
  readonly lapsesAt: Date;
  readonly because: string;
  /** In the order in which they were made. */
  readonly decisions: readonly {
    readonly approver: string;
    readonly own: boolean;
    readonly approved: boolean;
  }[];
  /** The grant ended, or the requester left. */
  readonly closedByItself: boolean;
  readonly decide: MessageAction;
  readonly look: MessageAction;
}

export function approvalAsked(facts: AskedFacts): NotificationMessage {
  const own = facts.decisions.find((decision) => decision.own);
  const open = facts.state === 'pending' && !facts.changedSince && !own;
  return {
    kind: 'approval-asked',
    title: open ? titleOf(facts) : `Nothing left for you: ${titleOf(facts)}`,
    paragraphs: open ? openWords(facts) : [settledWords(facts, own !== undefined)],
    // Of the version that was asked nothing is left but its name.
    facts: facts.changedSince ? [] : factsOf(facts),
    actions: [open ? facts.decide : facts.look],
    because: 'You are one of those who may decide on this.',
    standing: open ? 'open' : 'settled',
    // Whoever decided knows; whoever is asked anew gets another message.
    sayAgain: !open && !own && !facts.changedSince,
  };
}

const titleOf = ({ requester, profile, extendsUntil }: AskedFacts): string =>
  extendsUntil ? `${requester} asks for more time: ${profile}` : `${requester} asks for access: ${profile}`;

function openWords({ requester, decisions, lapsesAt }: AskedFacts): string[] {
  const approved = decisions.filter((decision) => decision.approved).map(({ approver }) => approver);
  return [
    `${requester} waits for your decision. Why it is needed stands on the page; your second factor decides it there.`,
    ...(approved.length > 0 ? [`${allOf(approved)} approved already, and one more approval is needed.`] : []),
    `Without a decision the request lapses on ${moment(lapsesAt)}.`,
  ];
}

function settledWords(facts: AskedFacts, decidedMyself: boolean): string {
  if (facts.changedSince) return `${facts.requester} changed the request, so what you were asked is void.`;
  if (facts.state !== 'pending') return OUTCOMES[facts.state](facts);
  return decidedMyself ? 'You approved. It waits for somebody else now.' : 'It waits for somebody else.';
}

const OUTCOMES: Readonly<Record<Exclude<AskedRequestState, 'pending'>, (facts: AskedFacts) => string>> = {
  approved: (facts) => `${deciders(facts, true)} approved, and ${facts.requester} may use the access.`,
  denied: (facts) => `${deciders(facts, false)} denied the request.`,
  lapsed: () => 'Nobody decided in time, so the request lapsed.',
  cancelled: ({ closedByItself, requester }) =>
    closedByItself
      ? 'What it was about is over, so the request is closed.'
      : `${requester} took the request back.`,
};

/** Begins a sentence: "You", "Hugo Brandt and you". */
function deciders({ decisions }: AskedFacts, approved: boolean): string {
  const names = decisions
    .filter((decision) => decision.approved === approved)
    .map(({ own, approver }) => (own ? 'you' : approver));
  const all = allOf(names) || 'Somebody';
  return all.charAt(0).toUpperCase() + all.slice(1);
}

const factsOf = (facts: AskedFacts): NotificationMessage['facts'] => [
  { label: 'Who', value: facts.requester },
  { label: 'What', value: facts.profile },
  {
    label: 'How long',
    value: facts.extendsUntil
      ? `${durationInWords(facts.durationSeconds)} more, until ${moment(facts.extendsUntil)}`
      : durationInWords(facts.durationSeconds),
  },
  ...(facts.startsAt ? [{ label: 'From', value: moment(facts.startsAt) }] : []),
  { label: 'Data', value: facts.dataCategory },
  ...(facts.ticket ? [{ label: 'Ticket', value: facts.ticket }] : []),
  ...(facts.heldTogetherWith.length > 0
    ? [{ label: 'Held as well', value: `${allOf(facts.heldTogetherWith)}, which needs an extra approval` }]
    : []),
  { label: 'Why you', value: facts.because },
];
