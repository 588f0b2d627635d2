import fc from 'fast-check';
import { DAY, HOUR } from '../../../kernel';
import { dueReminder, isPastItsTime, passwordEnd, REMINDERS } from './password-age';

const changed = new Date('2026-01-01T09:00:00Z');
const after = (milliseconds: number) => new Date(changed.getTime() + milliseconds);

describe('the time of a password', () => {
  it('is over to the millisecond, and never where none is set', () => {
    expect(isPastItsTime(changed, 180, after(180 * DAY - 1))).toBe(false);
    expect(isPastItsTime(changed, 180, after(180 * DAY))).toBe(true);
    expect(isPastItsTime(changed, null, after(10_000 * DAY))).toBe(false);
    expect(passwordEnd(changed, null)).toBeUndefined();
  });

  it.each([
    [15 * DAY, null, undefined],
    [14 * DAY, null, 14],
    [8 * DAY, 14, undefined],
    [7 * DAY, 14, 7],
    [7 * DAY, 7, undefined],
    [DAY, 7, 1],
    [HOUR, 1, undefined],
    // Nobody sent the first two: one is enough.
    [DAY, null, 1],
    [0, null, undefined],
  ])('%i ms before its end, reminded of %s days, is told with %s', (left, reminded, due) => {
    expect(dueReminder(after(left), reminded, changed)).toBe(due);
  });

  it('is told at most three times, however often somebody looks', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 20 * 24 }), { maxLength: 60 });
    fc.assert(
      fc.property(looks, (hours) => {
        const end = after(20 * DAY);
        const told: number[] = [];
        for (const hour of hours.sort((a, b) => a - b)) {
          const due = dueReminder(end, told.at(-1) ?? null, after(hour * HOUR));
          if (due !== undefined) told.push(due);
        }
        expect(told.length).toBeLessThanOrEqual(REMINDERS.length);
        expect([...told].sort((a, b) => b - a)).toEqual(told);
      }),
    );
  });
});
