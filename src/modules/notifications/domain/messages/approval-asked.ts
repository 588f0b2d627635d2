import { allOf, durationInWords, type Part } from '../../../policy';
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
  /** What this approver can still do, where they have not decided. */
  readonly part: Part;
  /** How many approvals, and whose: "Waiting for two approvers (…)." */
  readonly missing: number;
  readonly waitingFor: string | null;
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
  const own = facts.decisions.some((decision) => decision.own);
  const open = !own && isOpen(facts);
  return {
    kind: 'approval-asked',
    title: open ? titleOf(facts) : `Nothing left for you: ${titleOf(facts)}`,
    paragraphs: open ? openWords(facts) : [settledWords(facts, own)],
    // Of the version that was asked nothing is left but its name.
    facts: facts.changedSince ? [] : factsOf(facts),
    actions: [open ? facts.decide : facts.look],
    because: facts.part === 'witness' ? AS_WITNESS : AS_APPROVER,
    standing: open ? 'open' : 'settled',
    // Whoever decided knows; whoever is asked anew gets another message.
    sayAgain: facts.state !== 'pending' && !own && !facts.changedSince,
  };
}

const isOpen = ({ state, changedSince, part }: AskedFacts): boolean =>
  state === 'pending' && !changedSince && (part === 'needed' || part === 'witness');

const AS_WITNESS = 'You are told of this as a witness.';
const AS_APPROVER = 'You are one of those who were asked to decide on this.';

const titleOf = ({ requester, profile, extendsUntil }: AskedFacts): string =>
  extendsUntil ? `${requester} asks for more time: ${profile}` : `${requester} asks for access: ${profile}`;

/** What is new comes first: it is what a telephone shows. */
function openWords(facts: AskedFacts): string[] {
  return [
    `${approvedWords(facts)}${facts.part === 'witness' ? WITNESS : yourTurn(facts)}`,
    ...stillMissing(facts),
    `Without a decision the request lapses on ${moment(facts.lapsesAt)}.`,
  ];
}

const WITNESS = 'You are a witness of this: you may deny it, and your approval is not asked for.';

const yourTurn = ({ requester }: AskedFacts): string =>
  `${requester} waits for your decision. Why it is needed stands on the page; your second factor decides it there.`;

function stillMissing({ part, missing, waitingFor }: AskedFacts): string[] {
  if (part === 'needed' && missing === 1) return ['Yours is the last approval that is missing.'];
  return waitingFor === null ? [] : [waitingFor];
}

/** "Hugo Brandt approved. " */
function approvedWords({ decisions }: AskedFacts): string {
  const names = decisions.filter(({ approved, own }) => approved && !own).map(({ approver }) => approver);
  return names.length > 0 ? `${allOf(names)} approved. ` : '';
}

function settledWords(facts: AskedFacts, decidedMyself: boolean): string {
  if (facts.changedSince) return `${facts.requester} changed the request, so what you were asked is void.`;
  if (facts.state !== 'pending') return OUTCOMES[facts.state](facts);
  const waitingFor = facts.waitingFor === null ? '' : ` ${facts.waitingFor}`;
  if (decidedMyself) return `${deciders(facts, true)} approved.${waitingFor}`;
  return `${approvedWords(facts)}${NOT_YOURS[facts.part]}${waitingFor}`;
}

const NOT_YOURS: Readonly<Record<Part, string>> = {
  needed: '',
  witness: '',
  'not-needed': 'Your approval is not needed, and until it is decided you may still deny it.',
  none: 'You are not asked to decide on it now.',
};

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
