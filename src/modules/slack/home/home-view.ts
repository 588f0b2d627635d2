import type { HomeView, KnownBlock, SectionBlock } from '@slack/types';
import { clipped, plain } from '../slack-text';

/** What the app's home tab shows of one person. */
export interface HomeFacts {
  readonly waiting: readonly HomeLine[];
  readonly grants: readonly HomeLine[];
  readonly asked: readonly HomeLine[];
  readonly at: string;
}

export interface HomeLine {
  readonly id: string;
  readonly text: string;
  readonly url: string;
}

export const ASK = 'home-ask';
/** A section and a header are one block each, and a home tab holds a hundred. */
export const MOST_LINES = 25;

export function homeView({ waiting, grants, asked, at }: HomeFacts): HomeView {
  return {
    type: 'home',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: ASK, style: 'primary', text: plain('Ask for access') }],
      },
      ...part('Waiting for you', waiting, 'Nothing waits for your decision.'),
      ...part('Your access', grants, 'You hold no access now.'),
      ...part('What you asked for', asked, 'No request of yours waits.'),
      { type: 'context', elements: [plain(`As of ${at}. Open this tab again to see what changed.`)] },
    ],
  };
}

function part(title: string, lines: readonly HomeLine[], none: string): KnownBlock[] {
  const shown = lines.slice(0, MOST_LINES);
  const rows = shown.length > 0 ? shown.map(row) : [said(none)];
  const more = lines.length > MOST_LINES ? [said('There is more in the web app.')] : [];
  return [{ type: 'header', text: plain(title) }, ...rows, ...more];
}

const said = (text: string): SectionBlock => ({ type: 'section', text: plain(text) });

const row = ({ id, text, url }: HomeLine): SectionBlock => ({
  type: 'section',
  text: plain(clipped(text, 3_000)),
  accessory: { type: 'button', action_id: `open-${id}`, text: plain('Open'), url },
});

export const strangersHome = (words: string): HomeView => ({ type: 'home', blocks: [said(words)] });
