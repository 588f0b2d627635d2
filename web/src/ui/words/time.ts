import { durationWords } from './duration';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const JUST_NOW_MS = 10_000;
/** A shown clock lags by up to a second, and two clocks never agree to the second. */
const CLOCKS_DIFFER_BY_MS = 2_000;
const WORDS_FOR_AT_MOST_MS = 7 * DAY_MS;

const LOCALE = 'en-GB';

/** Rounded down to one unit: a person reads "3 minutes", never "3 minutes 12 seconds", in running text. */
function oneUnit(ms: number): string {
  const unit = [DAY_MS, HOUR_MS, MINUTE_MS, 1_000].find((size) => ms >= size) ?? 1_000;
  return durationWords((Math.floor(ms / unit) * unit) / 1_000);
}

/** `3 minutes ago`, `in 2 hours`, `just now`; beyond a week the date. `zone` is an IANA name. */
export function relativeWords(at: Date, now: Date, zone?: string): string {
  const difference = now.getTime() - at.getTime();
  const distance = Math.abs(difference);
  if (distance < JUST_NOW_MS) return difference > -CLOCKS_DIFFER_BY_MS ? 'just now' : 'in a moment';
  if (distance > WORDS_FOR_AT_MOST_MS) return dateWords(at, zone);
  return difference > 0 ? `${oneUnit(distance)} ago` : `in ${oneUnit(distance)}`;
}

/** Making a formatter costs a hundred times what using it does, and a table uses one in every row. */
function formatterOf(options: Intl.DateTimeFormatOptions): (zone: string | undefined) => Intl.DateTimeFormat {
  const known = new Map<string | undefined, Intl.DateTimeFormat>();
  return (zone) => {
    const formatter = known.get(zone) ?? new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone });
    known.set(zone, formatter);
    return formatter;
  };
}

const dateFormat = formatterOf({ day: 'numeric', month: 'short', year: 'numeric' });
const clockFormat = formatterOf({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const exactFormat = formatterOf({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

/** `22 Nov 2025`. */
export const dateWords = (at: Date, zone?: string): string => dateFormat(zone).format(at);

/** `Sat 22 Nov 2025, 14:03:07 CET`: unmistakable wherever it is read. */
export function exactTime(at: Date, zone?: string): string {
  const parts = exactFormat(zone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? '';
  const date = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
  return `${date}, ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}

/** `14:03:07`, or with the date in front where it was not today. */
export function clockTime(at: Date, now: Date, zone?: string): string {
  const time = clockFormat(zone).format(at);
  return dateWords(at, zone) === dateWords(now, zone) ? time : `${dateWords(at, zone)}, ${time}`;
}
