import { DAY } from '../../../kernel';

/** Days before the end at which a person is reminded. */
export const REMINDERS = [14, 7, 1] as const;
const FIRST_REMINDER = REMINDERS[0];

/** When a password has to be changed at the latest; undefined where an installation sets no time. */
export const passwordEnd = (changedAt: Date, maximumAgeDays: number | null): Date | undefined =>
  maximumAgeDays === null ? undefined : new Date(changedAt.getTime() + maximumAgeDays * DAY);

export function isPastItsTime(changedAt: Date, maximumAgeDays: number | null, now: Date): boolean {
  const end = passwordEnd(changedAt, maximumAgeDays);
  return end !== undefined && end <= now;
}

/** From this end on, somebody is told. */
export const remindsBefore = (now: Date): Date => new Date(now.getTime() + FIRST_REMINDER * DAY);

/**
 * The reminder that is due: the closest one whose time has come, unless it or a closer one was sent. A worker that was down
 * for a week sends one reminder and not three. Nothing once the time is over: signing in says it then.
 */
export function dueReminder(end: Date, remindedDays: number | null, now: Date): number | undefined {
  if (end <= now) return undefined;
  const due = REMINDERS.findLast((days) => end.getTime() - now.getTime() <= days * DAY);
  return due !== undefined && (remindedDays === null || due < remindedDays) ? due : undefined;
}
