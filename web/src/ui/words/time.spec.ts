import { clockTime, exactTime, relativeWords } from './time';

const now = new Date('2025-11-22T13:03:07Z');
const before = (ms: number) => new Date(now.getTime() - ms);

describe('relativeWords', () => {
  it.each([
    [0, 'just now'],
    [9_999, 'just now'],
    [-1_500, 'just now'],
    [-5_000, 'in a moment'],
    [45_000, '45 seconds ago'],
    [3 * 60_000 + 12_000, '3 minutes ago'],
    [-2 * 3_600_000 - 60_000, 'in 2 hours'],
    [26 * 3_600_000, '1 day ago'],
    [8 * 86_400_000, '14 Nov 2025'],
    [-8 * 86_400_000, '30 Nov 2025'],
  ])('%d ms before now reads "%s"', (ms, words) => {
    expect(relativeWords(before(ms), now, 'UTC')).toBe(words);
  });
});

describe('exactTime', () => {
  it('names the day and the time zone', () => {
    expect(exactTime(now, 'UTC')).toBe('Sat 22 Nov 2025, 13:03:07 UTC');
    expect(exactTime(now, 'Europe/Paris')).toBe('Sat 22 Nov 2025, 14:03:07 CET');
  });

  it('writes midnight as 00, not 24', () => {
    expect(exactTime(new Date('2025-11-22T00:00:00Z'), 'UTC')).toContain(', 00:00:00 ');
  });
});

describe('clockTime', () => {
  it('is a bare time on the same day and has the date otherwise', () => {
    expect(clockTime(before(60_000), now, 'UTC')).toBe('13:02:07');
    expect(clockTime(before(86_400_000), now, 'UTC')).toBe('21 Nov 2025, 13:03:07');
  });
});
