import type { ActionsBlock, KnownBlock, PlainTextElement, SectionBlock } from '@slack/types';
import { clipped, escaped, plain } from '../../slack';
import type { NotificationMessage } from '../domain/message';

/** https://docs.slack.dev/reference/block-kit/blocks */
const LONGEST = { header: 150, paragraph: 3_000, field: 2_000, button: 75, text: 4_000 } as const;
/** Ten fields to a section: a label and a value each. */
const FACTS_IN_A_SECTION = 5;

export interface SlackCopy {
  /** What a notification on a phone shows. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A message as Slack shows it. All that comes from people is plain text; only our own labels are formatted. */
export const slackCopyOf = (message: NotificationMessage): SlackCopy => ({
  text: clipped(escaped(message.title), LONGEST.text),
  blocks: [
    { type: 'header', text: plain(clipped(message.title, LONGEST.header)) },
    ...message.paragraphs.map(paragraphOf),
    ...factSections(message.facts),
    ...buttons(message),
    { type: 'context', elements: [plain(clipped(message.because, LONGEST.field))] },
  ],
});

/** What is new about it, for the thread below the message. */
export function slackReplyOf({ title, paragraphs }: NotificationMessage): SlackCopy {
  const news = paragraphs.at(0) ?? title;
  return { text: clipped(escaped(news), LONGEST.text), blocks: [paragraphOf(news)] };
}

const paragraphOf = (text: string): SectionBlock => ({
  type: 'section',
  text: plain(clipped(text, LONGEST.paragraph)),
});

function factSections(facts: NotificationMessage['facts']): SectionBlock[] {
  const sections = Math.ceil(facts.length / FACTS_IN_A_SECTION);
  return Array.from({ length: sections }, (_, index) => ({
    type: 'section',
    fields: facts
      .slice(index * FACTS_IN_A_SECTION, (index + 1) * FACTS_IN_A_SECTION)
      .flatMap(({ label, value }) => [
        { type: 'mrkdwn' as const, text: `*${escaped(label)}*`, verbatim: true },
        valueOf(value),
      ]),
  }));
}

/** Slack takes no empty text. */
const valueOf = (value: string): PlainTextElement => plain(clipped(value, LONGEST.field) || '–');

/** They open pages, where the person is signed in and gives a second factor. */
function buttons({ actions }: NotificationMessage): ActionsBlock[] {
  if (actions.length === 0) return [];
  return [
    {
      type: 'actions',
      elements: actions.map(({ label, url }, index) => ({
        type: 'button',
        action_id: `open-${index}`,
        text: plain(clipped(label, LONGEST.button)),
        url,
        ...(index === 0 && { style: 'primary' }),
      })),
    },
  ];
}
