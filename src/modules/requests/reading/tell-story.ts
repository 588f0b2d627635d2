import { durationInWords } from '../../policy';

/** One event of the trail, with the names that its ids stand for. */
export interface StoryEvent {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  /** Who did it; null when the clock or a worker did. */
  readonly actorName: string | null;
  /** In whose place they did it; null where it was in their own right. */
  readonly inPlaceOf: string | null;
  /** Open fields of the event. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StoryItem {
  readonly at: Date;
  readonly kind: StoryKind;
  readonly sentence: string;
  readonly eventId: string;
  readonly proof: { readonly summary: string; readonly readAt: string } | null;
}

export type StoryKind =
  | 'asked'
  | 'edited'
  | 'approved'
  | 'denied'
  | 'cancelled'
  | 'lapsed'
  | 'granted'
  | 'extended'
  | 'started'
  | 'claimed'
  | 'failed'
  | 'ending'
  | 'unconfirmed'
  | 'proved'
  | 'ended';

type Telling = (event: StoryEvent) => readonly [kind: StoryKind, sentence: string];

const FACTORS: Readonly<Record<string, string>> = {
  totp: 'a code from the authenticator app',
  passkey: 'a passkey',
};

const who = ({ actorName }: StoryEvent): string => actorName ?? 'Sallyport';
const inPlace = ({ inPlaceOf }: StoryEvent): string =>
  inPlaceOf === null ? '' : ` in place of ${inPlaceOf}`;
const factor = ({ data }: StoryEvent): string => FACTORS[String(data.factor)] ?? 'a second factor';
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** By the code of what the policy refused. Reasons that name people are told without them. */
const NO_LONGER_ALLOWED: Readonly<Partial<Record<string, string>>> = {
  'grants.scope_changed': 'What was approved has been changed since.',
  'grants.longer_than_allowed': 'It was approved for longer than is allowed now.',
};

const WHY_ENDED: Readonly<Partial<Record<string, (event: StoryEvent) => string>>> = {
  deadline: () => 'The time was over.',
  returned: (event) => `${who(event)} was done before the time was over.`,
  revoked: (event) => `${who(event)} ended it.`,
  unclaimed: () => 'Nobody used it in time.',
  'no-longer-allowed': ({ data }) =>
    NO_LONGER_ALLOWED[text(data.because)] ?? 'What it stood on was no longer allowed.',
};

const why = (event: StoryEvent): string => WHY_ENDED[text(event.data.reason)]?.(event) ?? 'It was ended.';

/** An extension is told in the story of what it extends as well, where it must not read like the first request. */
const moreTime = ({ data }: StoryEvent, words: string, otherwise = ''): string =>
  data.extends === undefined ? otherwise : words;

const WHY_CANCELLED: Readonly<Partial<Record<string, string>>> = {
  'grant-ended': 'The access ended before anybody decided, so the request for more time is closed.',
  'person-left': 'Whoever asked for it has left, so the request is closed.',
  'rules-changed': 'The rules changed, and nobody else has to approve it by now, so the request is closed.',
};

/** Whoever a stage would have been put to was asked already, or may not decide on this. */
const isInVain = ({ because, asked }: StoryEvent['data']): boolean =>
  because === 'escalation' && Array.isArray(asked) && asked.length === 0;
const IN_VAIN = 'Nobody had answered in time, and there was nobody else to ask.';

const WHY_ASKED_FURTHER: Readonly<Partial<Record<string, string>>> = {
  turn: 'The stage before is answered, so the next approvers were asked.',
  escalation: 'Nobody had answered in time, so further approvers were asked too.',
  absence: 'Somebody who was asked is away, so their stand-in was asked too.',
  policy: 'The rules or the people changed, so whoever may decide since then was asked too.',
};

/** What is worth telling, and how. Events that are not named here stay in the trail and out of the story. */
const TELLINGS: Readonly<Partial<Record<string, Telling>>> = {
  'requests.submitted': (event) => [
    'asked',
    `${who(event)} asked for ${durationInWords(number(event.data.durationSeconds))}${moreTime(event, ' more')}.`,
  ],
  'requests.edited': (event) => [
    'edited',
    `${who(event)} changed the request${moreTime(event, ' for more time')}. Approvals given before count no more.`,
  ],
  'requests.approved': (event) => [
    'approved',
    `${who(event)} approved${moreTime(event, ' the extension')}${inPlace(event)} with ${factor(event)}.`,
  ],
  'requests.approved_by_policy': ({ data }) => [
    'approved',
    `The policy itself approved it, and nobody was asked: ${text(data.because)}`,
  ],
  'requests.denied': (event) => [
    'denied',
    `${who(event)} denied ${moreTime(event, 'the extension', 'it')} with ${factor(event)}.`,
  ],
  'requests.cancelled': (event) => [
    'cancelled',
    WHY_CANCELLED[text(event.data.because)] ??
      `${who(event)} took the request${moreTime(event, ' for more time')} back.`,
  ],
  'requests.lapsed': (event) => [
    'lapsed',
    `Nobody decided in time, so the request${moreTime(event, ' for more time')} lapsed.`,
  ],
  'requests.asked_further': ({ data }) => [
    'asked',
    isInVain(data) ? IN_VAIN : (WHY_ASKED_FURTHER[text(data.because)] ?? 'More people were asked.'),
  ],
  'requests.break_glass_opened': (event) => [
    'granted',
    `${who(event)} took this in an emergency, without an approval, with ${factor(event)}.`,
  ],
  'requests.break_glass_overdue': () => ['unconfirmed', 'Nobody has reviewed this emergency access in time.'],
  'requests.break_glass_reviewed': (event) =>
    event.data.verdict === 'justified'
      ? ['approved', `${who(event)} reviewed the emergency access and found it justified.`]
      : ['denied', `${who(event)} reviewed the emergency access and found it not justified.`],
  'grants.created': (event) => [
    'granted',
    event.data.state === 'scheduled' ? 'Granted, for later.' : 'Granted. The time starts at the first use.',
  ],
  'grants.started': () => ['started', 'It may be used from now on.'],
  'grants.lease_issued': (event) => ['claimed', `${who(event)} received a log-in with a second factor.`],
  'grants.lease_failed': (event) => ['failed', `The log-in could not be made: ${text(event.data.why)}`],
  'grants.lease_not_renewed': (event) => [
    'failed',
    `The log-in could not be made anew, and the one of before goes on: ${text(event.data.why)}`,
  ],
  'grants.lease_abandoned': () => [
    'failed',
    'Making a log-in was interrupted; what it left is being removed.',
  ],
  'grants.extended': ({ data }) => [
    'extended',
    `Extended by ${durationInWords(number(data.seconds))}, from the end as it was.`,
  ],
  'grants.lease_extended': () => ['extended', 'The log-in goes on until the new end, at the target too.'],
  'grants.lease_over': ({ data }) =>
    data.why === undefined
      ? ['ending', 'The log-in reached its own end. For the time that was added a new one can be taken.']
      : ['failed', `The log-in could not be extended in time, so it ends: ${text(data.why)}`],
  'grants.ending': (event) => ['ending', why(event)],
  'grants.closed_unused': (event) => ['ended', why(event)],
  'grants.lease_unconfirmed': (event) => [
    'unconfirmed',
    `No proof after ${durationInWords(number(event.data.seconds))}: ${text(event.data.why)} It is tried again until there is one.`,
  ],
  'grants.lease_ended': () => ['proved', 'The log-in is gone, read back from the target.'],
  'grants.ended': () => ['ended', 'Everything is proved ended.'],
};

/** Whose name `inPlaceOf` is. */
export const standsInForIn = ({ standsInFor }: StoryEvent['data']): string | null =>
  text(standsInFor) || null;

export const TOLD_TYPES: readonly string[] = Object.keys(TELLINGS);

/** What one event says; undefined when it is not worth telling. */
export function tellEvent(event: StoryEvent): StoryItem | undefined {
  const telling = TELLINGS[event.type];
  if (!telling) return undefined;
  const [kind, sentence] = telling(event);
  return { at: event.at, kind, sentence, eventId: event.id, proof: proofIn(event) };
}

/** The story of one request, oldest first. */
export const tellStory = (events: readonly StoryEvent[]): StoryItem[] =>
  events.map(tellEvent).filter((item) => item !== undefined);

function proofIn({ type, data }: StoryEvent): StoryItem['proof'] {
  if (type !== 'grants.lease_ended') return null;
  return { summary: text(data.summary), readAt: text(data.readAt) };
}
