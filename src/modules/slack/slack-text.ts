import type { PlainTextElement } from '@slack/types';

/**
 * Whatever comes from people goes to Slack as plain text: in it Slack interprets nothing, no link, no mention, no formatting,
 * no emoji name.
 */
export const plain = (text: string): PlainTextElement => ({ type: 'plain_text', text, emoji: false });

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * For the one text that Slack reads as mrkdwn whatever we say, the one of notifications: control sequences (links, mentions of
 * people, groups and channels, dates) all begin with `<`. https://docs.slack.dev/messaging/formatting-message-text
 */
export const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most so many UTF-16 units, as Slack counts, and no half character at the cut. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
