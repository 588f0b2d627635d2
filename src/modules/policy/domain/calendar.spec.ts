import fc from 'fast-check';
import {
  calendarAgeInWords,
  calendarDate,
  dateInWords,
  datePlus,
  isCalendarDate,
  parseCalendarAge,
} from './calendar';

describe('calendar', () => {
  it.each([
    ['2025-03-03', { amount: 12, unit: 'months' }, '2026-03-03'],
    ['2025-01-31', { amount: 1, unit: 'months' }, '2025-02-28'],
    ['2024-02-29', { amount: 1, unit: 'years' }, '2025-02-28'],
    ['2025-12-31', { amount: 2, unit: 'months' }, '2026-02-28'],
    ['2025-12-31', { amount: 1, unit: 'days' }, '2026-01-01'],
  ] as const)('%s and %j later is %s', (date, age, later) => {
    expect(datePlus(date, age)).toBe(later);
  });

  it.each(['2025-02-29', '2025-13-01', '2025-00-10', '2025-1-1', '0000-01-01', '2025-04-31', '20250401', ''])(
    '%j is no date',
    (text) => expect(isCalendarDate(text)).toBe(false),
  );

  it('never steps back, whatever the age and the day', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    const age = fc.record({
      amount: fc.integer({ min: 1, max: 120 }),
      unit: fc.constantFrom('days', 'months', 'years'),
    });
    fc.assert(
      fc.property(day, age, (at, step) => {
        const date = calendarDate(at);
        expect(isCalendarDate(datePlus(date, step))).toBe(true);
        expect(datePlus(date, step) > date).toBe(true);
      }),
    );
  });

  it('reads ages as they are spoken and refuses the rest', () => {
    expect(parseCalendarAge('12 months')).toEqual({ amount: 12, unit: 'months' });
    expect(calendarAgeInWords({ amount: 1, unit: 'years' })).toBe('1 year');
    for (const text of ['12', '0 months', '-1 days', '12months', '1.5 years', '12 weeks', '99999 days']) {
      expect(parseCalendarAge(text)).toBeUndefined();
    }
  });

  it('writes a date as a sentence does', () => {
    expect(dateInWords('2025-03-03')).toBe('3 March 2025');
  });
});
