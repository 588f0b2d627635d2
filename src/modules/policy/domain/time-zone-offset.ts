import { DAY } from '../../../kernel';

/** Days that are kept for a time zone: far more than the weeks that anybody looks at. */
const DAYS_KEPT = 400;

const daysOf = new Map<string, Map<number, number | undefined>>();

/**
 * How far the clocks of the time zone are ahead of UTC, in milliseconds. On a day that ends as it began no clock was put forward or
 * back, so only the few days on which one is are asked of Intl by the moment.
 */
export function offsetAt(at: Date, timeZone: string): number {
  const day = Math.floor(at.getTime() / DAY);
  const days = daysKept(timeZone);
  if (!days.has(day)) {
    const [begin, end] = [
      shownAt(new Date(day * DAY), timeZone),
      shownAt(new Date((day + 1) * DAY), timeZone),
    ];
    days.set(day, begin === end ? begin : undefined);
  }
  return days.get(day) ?? shownAt(at, timeZone);
}

function daysKept(timeZone: string): Map<number, number | undefined> {
  const kept = daysOf.get(timeZone);
  if (kept && kept.size < DAYS_KEPT) return kept;
  const fresh = new Map<number, number | undefined>();
  daysOf.set(timeZone, fresh);
  return fresh;
}

function shownAt(at: Date, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? Number.NaN);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at.getTime() / 1_000) * 1_000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than all that is asked of it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const digits = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...digits,
    timeZone,
    hourCycle: 'h23',
    calendar: 'gregory',
  });
  clocks.set(timeZone, made);
  return made;
}

/** Whether the program knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}
