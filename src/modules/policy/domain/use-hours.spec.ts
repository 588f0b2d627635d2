import fc from 'fast-check';
import type { UseHours } from './facts';
import { isTimeZone } from './time-zone-offset';
import { closedReason, nextOpenTime, openTimeAt, useHoursInWords } from './use-hours';

const office: UseHours = {
  timeZone: 'Europe/Paris',
  windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
};
const open = (at: string, hours = office): string | undefined =>
  openTimeAt(hours, new Date(at))?.closesAt.toISOString();
const next = (at: string, hours = office): string | undefined =>
  nextOpenTime(hours, new Date(at))?.opensAt.toISOString();

describe('hours of use', () => {
  it.each([
    ['a minute early', '2026-11-30T06:59:59Z', undefined],
    ['the very beginning', '2026-11-30T07:00:00Z', '2026-11-30T17:00:00.000Z'],
    ['the last second', '2026-11-30T16:59:59Z', '2026-11-30T17:00:00.000Z'],
    ['the very end, which is too late', '2026-11-30T17:00:00Z', undefined],
    ['a Saturday', '2026-11-28T10:00:00Z', undefined],
  ])('%s', (_, at, closes) => expect(open(at)).toBe(closes));

  it.each([
    ['in the night', '2026-11-30T01:00:00Z', '2026-11-30T07:00:00.000Z'],
    ['within the hours: the next day', '2026-11-30T10:00:00Z', '2026-12-01T07:00:00.000Z'],
    ['on Friday evening', '2026-11-27T18:00:00Z', '2026-11-30T07:00:00.000Z'],
  ])('the next time, asked %s', (_, at, opens) => expect(next(at)).toBe(opens));

  it('follow the clocks when these change: an hour earlier by UTC in summer', () => {
    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    expect(next('2026-03-27T20:00:00Z')).toBe('2026-03-30T06:00:00.000Z');
    expect(next('2026-10-23T20:00:00Z')).toBe('2026-10-26T07:00:00.000Z');
  });

  it('are an hour shorter or longer where the clocks change within them', () => {
    const nights: UseHours = { ...office, windows: [{ days: ['sun'], from: '01:00', to: '05:00' }] };
    const length = (at: string): number => {
      const time = openTimeAt(nights, new Date(at));
      return ((time?.closesAt.getTime() ?? 0) - (time?.opensAt.getTime() ?? 0)) / 3_600_000;
    };
    expect(length('2026-03-29T00:30:00Z')).toBe(3);
    expect(length('2026-10-25T00:30:00Z')).toBe(5);
    expect(length('2026-11-29T00:30:00Z')).toBe(4);
  });

  it('begin at the first of two moments that the clocks show alike, and after a moment that they skip', () => {
    const at = (from: string): UseHours => ({ ...office, windows: [{ days: ['sun'], from, to: '12:00' }] });
    expect(next('2026-10-24T12:00:00Z', at('02:30'))).toBe('2026-10-25T00:30:00.000Z');
    expect(next('2026-03-28T12:00:00Z', at('02:30'))).toBe('2026-03-29T01:30:00.000Z');
  });

  it('go on over midnight where one window ends as another begins', () => {
    const weekend: UseHours = {
      timeZone: 'UTC',
      windows: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }],
    };
    expect(open('2026-11-28T12:00:00Z', weekend)).toBe('2026-11-30T00:00:00.000Z');
  });

  it('that are always open close for nobody', () => {
    const always: UseHours = {
      timeZone: 'Asia/Kathmandu',
      windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' }],
    };
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (at) => {
          expect(openTimeAt(always, at)).toBeDefined();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('hold for every moment: it is open, or the next time begins later, and then it is open', () => {
    const zone = fc.constantFrom(
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'UTC',
    );
    const date = fc.date({ min: new Date('2025-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, date, (timeZone, at) => {
        const hours = { ...office, timeZone };
        const later = nextOpenTime(hours, at);
        expect(later && openTimeAt(hours, later.opensAt)).toBeDefined();
        if (!openTimeAt(hours, at)) expect(closedReason('X', hours, at)).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  it('say when, and when next', () => {
    expect(closedReason('Logs', office, new Date('2026-11-28T10:00:00Z'))).toEqual({
      code: 'policy.outside_use_hours',
      sentence:
        '“Logs” is used Monday to Friday, 08:00 to 18:00 (Europe/Paris) only. The next time begins on Monday 30 November, 08:00 (Europe/Paris).',
    });
    expect(closedReason('Logs', null, new Date('2026-11-28T10:00:00Z'))).toBeUndefined();
    expect(
      useHoursInWords({ timeZone: 'UTC', windows: [{ days: ['sun', 'tue'], from: '06:00', to: '07:30' }] }),
    ).toBe('Tuesday and Sunday, 06:00 to 07:30 (UTC)');
  });

  it('are of a time zone that there is', () => {
    expect(['Europe/Paris', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});
