import { addSeconds, SECOND } from '../../../kernel';
import { durationInWords } from './duration';
import type { ProfileRules, Reason } from './facts';

/** How many requests of one person in how many seconds are still nothing to look at. */
export interface BurstLimit {
  readonly requests: number;
  readonly within: number;
}

export const DEFAULT_BURST: BurstLimit = { requests: 5, within: 600 };

export interface DenialPause extends Reason {
  readonly until: Date;
}

/**
 * After a denial the same person waits before they ask for the same again: whoever asks until somebody is tired is not
 * answered by being asked more often. undefined where the pause is over, or there is none.
 */
export function denialPause(
  { name, pauseAfterDenial }: ProfileRules,
  deniedAt: Date | null,
  now: Date,
): DenialPause | undefined {
  if (deniedAt === null) return undefined;
  const until = addSeconds(deniedAt, pauseAfterDenial);
  if (now >= until) return undefined;
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / (60 * SECOND)));
  return {
    code: 'requests.paused_after_denial',
    sentence: `“${name}” was denied to you. Read the reason, and ask again in ${durationInWords(minutes * 60)}, at ${timeInWords(until)}.`,
    until,
  };
}

/** Raised by the request that goes beyond the limit, and again by the one that goes beyond each multiple of it. */
export const isBurst = ({ requests }: BurstLimit, sentWithin: number): boolean =>
  sentWithin > requests && (sentWithin - 1) % requests === 0;

/** "14:05 UTC". The minute in which it is over. */
const timeInWords = (moment: Date): string =>
  `${new Date(Math.ceil(moment.getTime() / 60_000) * 60_000).toISOString().slice(11, 16)} UTC`;
