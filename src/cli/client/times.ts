import { addSeconds } from '../../kernel';
import { parseDuration } from '../../modules/policy';
import { CommandFailure, EXIT } from './exit-code';

/** Seconds of "30m", "1h30m", "2d", however it is spaced. */
export const parseLength = (text: string): number | undefined =>
  parseDuration(text.replaceAll(/\s/g, '').toLowerCase()) || undefined;

export const noLength = (text: string): string =>
  `“${text}” is no length of time. Say it like 30m, 1h30m or 2h.`;

export function lengthOf(text: string): number {
  const seconds = parseLength(text);
  if (seconds !== undefined) return seconds;
  throw new CommandFailure(EXIT.usage, noLength(text));
}

const FROM_NOW = /^(?:\+|in )\s*(\S+)$/i;
const CLOCK_TIME = /^(?:(today|tomorrow) )?([01]?\d|2[0-3]):([0-5]\d)$/i;
const LOCAL = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$/;
const ABSOLUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** "+2h", "14:30" (the next one), "tomorrow 09:00", "2026-11-30 09:00" where the person is, or an exact ISO 8601 time. */
export function timeOf(text: string, now: Date, ifPast = 'Say a later one.'): Date {
  const time = readTime(text.trim(), now);
  if (time === undefined || Number.isNaN(time.getTime())) {
    throw new CommandFailure(
      EXIT.usage,
      `“${text}” is no time. Say it like +2h, 14:30, "tomorrow 09:00", "2026-11-30 09:00" or 2026-11-30T09:00:00Z.`,
    );
  }
  if (time > now) return time;
  throw new CommandFailure(EXIT.usage, `“${text}” is past. ${ifPast}`);
}

export const startOf = (text: string, now: Date): Date =>
  timeOf(text, now, 'Leave --start out to begin at once.');

function readTime(text: string, now: Date): Date | undefined {
  const fromNow = FROM_NOW.exec(text);
  if (fromNow) return addSeconds(now, lengthOf(fromNow[1]));
  const clock = CLOCK_TIME.exec(text);
  if (clock) return clockTime(now, clock[1]?.toLowerCase(), Number(clock[2]), Number(clock[3]));
  if (ABSOLUTE.test(text)) return new Date(text);
  const local = LOCAL.test(text) ? new Date(text.replace(' ', 'T')) : undefined;
  // 31 February is read as a day of March.
  return local?.getDate() === Number(text.slice(8, 10)) ? local : undefined;
}

/** Where the person is: a day is not always 24 hours there, so it is the calendar that moves on. */
function clockTime(now: Date, day: string | undefined, hour: number, minute: number): Date {
  const at = new Date(now);
  at.setHours(hour, minute, 0, 0);
  const tomorrow = day === 'tomorrow' || (day === undefined && at <= now);
  if (tomorrow) at.setDate(at.getDate() + 1);
  return at;
}
