import { DAY } from '../kernel';
import type { PolicyFile } from '../modules/policy-file';

/** Dates move in steps of half a year, so that two starts of one week find the same ones. */
const STEP = 180 * DAY;

/**
 * The demonstration's policy with the days on which its people met their prerequisites moved towards today, all by the
 * same number of days: who was trained lately stays so however old the file grows, and who was not stays out of date.
 */
export function freshDates(file: PolicyFile, now: Date): PolicyFile {
  const days = Object.values(file.people).flatMap(({ prerequisites }) => Object.values(prerequisites));
  const newest = Math.max(...days.map((day) => Date.parse(day)));
  const shift = Math.max(0, Math.floor((now.getTime() - newest) / STEP)) * STEP;
  if (!Number.isFinite(shift) || shift === 0) return file;
  const moved = (day: string): string => new Date(Date.parse(day) + shift).toISOString().slice(0, 10);
  const people = Object.entries(file.people).map(([handle, person]) => {
    const prerequisites = Object.entries(person.prerequisites).map(([kind, day]) => [kind, moved(day)]);
    return [
      handle,
      { ...person, prerequisites: Object.fromEntries(prerequisites) as Record<string, string> },
    ];
  });
  return { ...file, people: Object.fromEntries(people) as PolicyFile['people'] };
}
