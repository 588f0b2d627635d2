import { DAY } from '../../../kernel';
import { type Reason, type UseHours, WEEKDAYS, type Weekday } from './facts';
import { offsetAt } from './time-zone-offset';
import { allOf } from './words';

export interface OpenTime {
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** The time in which it may be used at this moment; undefined outside. */
export const openTimeAt = (hours: UseHours, at: Date): OpenTime | undefined =>
  openTimes(hours, at).find(({ opensAt, closesAt }) => opensAt <= at && at < closesAt);

/** The first that begins after this moment. */
export const nextOpenTime = (hours: UseHours, at: Date): OpenTime | undefined =>
  openTimes(hours, at).find(({ opensAt }) => opensAt > at);

/** Why it cannot be used at this moment, with the next moment in which it can; undefined where it can. */
export function closedReason(name: string, hours: UseHours | null, at: Date): Reason | undefined {
  if (hours === null || openTimeAt(hours, at)) return undefined;
  const next = nextOpenTime(hours, at);
  const when = next ? ` The next time begins on ${momentInWords(next.opensAt, hours.timeZone)}.` : '';
  return {
    code: 'policy.outside_use_hours',
    sentence: `“${name}” is used ${useHoursInWords(hours)} only.${when}`,
  };
}

/** "Monday to Friday, 08:00 to 18:00 (Europe/Paris)". */
export const useHoursInWords = ({ windows, timeZone }: UseHours): string =>
  `${allOf(windows.map(({ days, from, to }) => `${daysInWords(days)}, ${from} to ${to}`))} (${timeZone})`;

const LONG_DAYS: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

function daysInWords(days: readonly Weekday[]): string {
  const places = days.map((day) => WEEKDAYS.indexOf(day)).sort((one, other) => one - other);
  const [first, last] = [places[0], places[places.length - 1]];
  const isRow = places.length > 2 && last - first === places.length - 1;
  const named = (place: number): string => LONG_DAYS[WEEKDAYS[place]];
  return isRow ? `${named(first)} to ${named(last)}` : allOf(places.map(named));
}

/** A week back covers whatever is open now; a week and a day ahead, whatever comes next. */
const DAYS_BACK = 7;
const DAYS_AHEAD = 8;

/** Around this moment, in order; times that touch, as over midnight, are one. */
function openTimes({ timeZone, windows }: UseHours, at: Date): OpenTime[] {
  const today = localDay(at, timeZone);
  const times: OpenTime[] = [];
  for (let day = today - DAYS_BACK; day <= today + DAYS_AHEAD; day += 1) {
    for (const { from, to } of windows.filter(({ days }) => days.includes(weekdayOf(day)))) {
      times.push({ opensAt: instantOf(day, from, timeZone), closesAt: instantOf(day, to, timeZone) });
    }
  }
  return joined(times);
}

function joined(times: readonly OpenTime[]): OpenTime[] {
  const result: OpenTime[] = [];
  for (const time of times.toSorted((one, other) => one.opensAt.getTime() - other.opensAt.getTime())) {
    const last = result.at(-1);
    if (!last || last.closesAt < time.opensAt) result.push(time);
    else if (last.closesAt < time.closesAt) result[result.length - 1] = { ...last, closesAt: time.closesAt };
  }
  return result.filter(({ opensAt, closesAt }) => opensAt < closesAt);
}

/** 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7];

const localDay = (at: Date, timeZone: string): number =>
  Math.floor((at.getTime() + offsetAt(at, timeZone)) / DAY);

/**
 * The moment at which the clocks of the time zone show this. Where they show it twice, the first; where they skip it, the
 * moment that they would have shown it without the change.
 */
function instantOf(day: number, time: string, timeZone: string): Date {
  const [hours, minutes] = time.split(':').map(Number);
  const local = day * DAY + (hours * 60 + minutes) * 60_000;
  const offsets = [offsetAt(new Date(local - DAY), timeZone), offsetAt(new Date(local + DAY), timeZone)];
  const found = offsets
    .map((offset) => local - offset)
    .filter((instant) => instant + offsetAt(new Date(instant), timeZone) === local)
    .sort((one, other) => one - other);
  return new Date(found.at(0) ?? local - offsets[0]);
}

/** "Monday 30 November, 08:00 (Europe/Paris)". */
export const momentInWords = (moment: Date, timeZone: string): string => {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${day.format(moment)}, ${time.format(moment)} (${timeZone})`;
};
