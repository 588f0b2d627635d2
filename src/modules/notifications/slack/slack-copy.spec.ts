import fc from 'fast-check';
import { messageFaults } from '../../../../test/peers/slack/block-limits';
import type { NotificationMessage } from '../domain/message';
import { slackCopyOf, slackReplyOf } from './slack-copy';

/** What people type, with everything that Slack gives a meaning to. */
const typed = fc.oneof(
  fc.string({ minLength: 1, maxLength: 5_000, unit: 'grapheme' }),
  fc.constantFrom(
    '<!channel>',
    '<!here|now>',
    '<@U0VICTIM>',
    '<#C0SECRET>',
    '<https://evil.example|Approve>',
    '<!date^1^{date}|x>',
    '*bold* _it_ `code` ~gone~ :rotating_light:',
    '&lt;!channel&gt;',
  ),
);
const message: fc.Arbitrary<NotificationMessage> = fc.record({
  kind: fc.constant('approval-asked'),
  title: typed,
  paragraphs: fc.array(typed, { maxLength: 4 }),
  facts: fc.array(fc.record({ label: typed.map((text) => text.slice(0, 40)), value: typed }), {
    maxLength: 8,
  }),
  actions: fc.array(fc.record({ label: typed, url: fc.webUrl() }), { maxLength: 2 }),
  because: typed,
  standing: fc.constantFrom('open', 'settled'),
  sayAgain: fc.boolean(),
});

/** Every text that Slack reads as mrkdwn: the one of notifications, and those that say so. */
function interpreted(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(interpreted);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: string; text?: unknown };
  const own = type === 'mrkdwn' && typeof text === 'string' ? [text] : [];
  return [...own, ...Object.values(value).flatMap(interpreted)];
}

describe('a message as Slack shows it', () => {
  it('holds no link, mention or command, whatever people wrote', () =>
    fc.assert(
      fc.property(message, (said) => {
        for (const copy of [slackCopyOf(said), slackReplyOf(said)]) {
          for (const text of [copy.text, ...interpreted(copy.blocks)]) {
            expect(text).not.toMatch(/[<>]/);
            expect(text.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
          }
        }
      }),
    ));

  it('stays within the limits of Slack, whatever people wrote', () =>
    fc.assert(
      fc.property(message, (said) => {
        expect(messageFaults(slackCopyOf(said).blocks)).toEqual([]);
        expect(messageFaults(slackReplyOf(said).blocks)).toEqual([]);
      }),
    ));

  it('opens pages with its buttons and does nothing else', () =>
    fc.assert(
      fc.property(message, (said) => {
        const buttons = slackCopyOf(said).blocks.flatMap((block) =>
          block.type === 'actions' ? block.elements : [],
        );
        expect(buttons).toEqual(
          said.actions.map(({ url }) => expect.objectContaining({ type: 'button', url })),
        );
      }),
    ));
});
