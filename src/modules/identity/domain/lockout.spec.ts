import { addSeconds } from '../../../kernel';
import { attemptBucket, LOCKOUT_SECONDS, lockoutSeverity, waitInWords } from './lockout';

const now = new Date('2026-01-05T09:00:00.000Z');

describe('lockout', () => {
  it('starts at 15 minutes, doubles, stops at 24 hours and never becomes permanent', () => {
    const minutes = LOCKOUT_SECONDS.map((seconds) => seconds / 60);
    expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440]);
  });

  it('keeps passwords and second factors apart, and people apart from names that nobody has', () => {
    const buckets = [
      attemptBucket('password', { personId: 'p' }),
      attemptBucket('second-factor', { personId: 'p' }),
      attemptBucket('password', { unknownName: 'p' }),
      attemptBucket('second-factor', { unknownName: 'p' }),
      attemptBucket('password', { personId: 'q' }),
    ];
    expect(new Set(buckets).size).toBe(buckets.length);
  });

  it.each([
    ['password', 1, 'notice'],
    ['password', 2, 'alert'],
    ['second-factor', 1, 'alert'],
  ] as const)('a lockout of the %s, number %i in a row, is worth a %s', (secret, inARow, severity) => {
    expect(lockoutSeverity(secret, inARow)).toBe(severity);
  });

  it.each([
    [0, '1 minute'],
    [1, '1 minute'],
    [61, '2 minutes'],
    [15 * 60, '15 minutes'],
    [90 * 60, '90 minutes'],
    [90 * 60 + 1, '2 hours'],
    [24 * 3600, '24 hours'],
  ])('says a wait of %i seconds as "%s"', (seconds, words) => {
    expect(waitInWords(now, addSeconds(now, seconds))).toBe(words);
  });
});
