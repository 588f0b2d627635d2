import type { CalendarAge, CalendarUnit } from './facts';

/** Calendar dates are `YYYY-MM-DD` in UTC: a training has a day, not an instant, and text order is time order. */
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
export const CALENDAR_AGE_PATTERN = /^([1-9]\d{0,3}) (day|month|year)s?$/;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const iso = (date: Date): string => date.toISOString().slice(0, 10);

export function isCalendarDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** Today in UTC. */
export const calendarDate = (now: Date): string => iso(now);

/** The date an age after `date`; the last day of the month stands in for a day that the month lacks. */
export function datePlus(date: string, age: CalendarAge): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  if (age.unit === 'days') return iso(new Date(Date.UTC(year, month - 1, day + age.amount)));
  const months = year * 12 + (month - 1) + age.amount * (age.unit === 'years' ? 12 : 1);
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  return iso(new Date(Date.UTC(toYear, toMonth - 1, Math.min(day, daysIn(toYear, toMonth)))));
}

/** "12 months", "1 year", "90 days"; undefined for anything else. */
export function parseCalendarAge(text: string): CalendarAge | undefined {
  const parts = CALENDAR_AGE_PATTERN.exec(text);
  return parts === null ? undefined : { amount: Number(parts[1]), unit: `${parts[2]}s` as CalendarUnit };
}

export const calendarAgeInWords = ({ amount, unit }: CalendarAge): string =>
  `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;

const LONG_DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** "3 March 2025". */
export const dateInWords = (date: string): string => LONG_DATE.format(new Date(`${date}T00:00:00Z`));
