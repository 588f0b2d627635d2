import { lengthOf, startOf } from './times';

/** A Saturday, 12:00 where the test runs. */
const NOW = new Date(2026, 10, 28, 12, 0);
const local = (month: number, day: number, hour: number, minute = 0): Date =>
  new Date(2026, month - 1, day, hour, minute);

describe('a length of time', () => {
  it.each([
    ['30m', 1_800],
    ['1h30m', 5_400],
    ['1h 30m', 5_400],
    ['2H', 7_200],
    ['1d', 86_400],
  ])('%s is %i seconds', (text, seconds) => {
    expect(lengthOf(text)).toBe(seconds);
  });

  it.each(['', '90', '0m', '-5m', '1.5h', 'an hour'])('“%s” is none, and the sentence says how', (text) => {
    expect(() => lengthOf(text)).toThrow('30m, 1h30m or 2h');
  });
});

describe('a start', () => {
  it.each([
    ['+2h', local(11, 28, 14)],
    ['in 30m', local(11, 28, 12, 30)],
    ['14:30', local(11, 28, 14, 30)],
    ['9:00', local(11, 29, 9)],
    ['12:00', local(11, 29, 12)],
    ['today 13:00', local(11, 28, 13)],
    ['Tomorrow 09:00', local(11, 29, 9)],
    ['2026-12-01 09:00', local(12, 1, 9)],
    ['2026-12-01T09:00:00Z', new Date('2026-12-01T09:00:00Z')],
    ['2026-12-01T09:00+05:30', new Date('2026-12-01T03:30:00Z')],
  ])('“%s” is %s', (text, start) => {
    expect(startOf(text, NOW)).toEqual(start);
  });

  it.each(['soon', '25:00', '12', '2026-02-31 09:00', '2026-13-01 09:00', '12/01/2026'])(
    '“%s” is none, and the sentence says how',
    (text) => {
      expect(() => startOf(text, NOW)).toThrow('tomorrow 09:00');
    },
  );

  it.each(['today 11:00', '2026-11-28 12:00', '2020-01-01T00:00:00Z'])('“%s” is past', (text) => {
    expect(() => startOf(text, NOW)).toThrow('is past');
  });
});
