import fc from 'fast-check';
import { clockFace, durationChoices, durationShort, durationWords, parseDuration } from './duration';

describe('durationWords', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [59.6, '1 minute'],
    [90, '1 minute 30 seconds'],
    [3_600, '1 hour'],
    [5_400, '1 hour 30 minutes'],
    [3_605, '1 hour'],
    [86_400 * 2 + 3_600, '2 days 1 hour'],
    [-5, '0 seconds'],
  ])('%d seconds reads "%s"', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });

  it('has a short form for cells and buttons', () => {
    expect(durationShort(5_400)).toBe('1 h 30 min');
  });
});

describe('clockFace', () => {
  it.each([
    [3_849, '1:04:09'],
    [1_394, '23:14'],
    [9, '0:09'],
    [0.2, '0:01'],
    [-3, '0:00'],
  ])('%d seconds left shows %s', (seconds, face) => {
    expect(clockFace(seconds)).toBe(face);
  });

  it('never shows zero while time is left', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (seconds) => {
        expect(clockFace(seconds)).not.toBe('0:00');
      }),
    );
  });
});

describe('parseDuration', () => {
  it.each([
    ['90', 5_400],
    ['90 min', 5_400],
    ['1h30', 5_400],
    ['1,5 h', 5_400],
    ['2 hours 15 minutes', 8_100],
    [' 1 H ', 3_600],
  ])('"%s" is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', ' ', '0', '0h', '-5', '1e9', 'soon', '1h 1h', '10s', 'NaN'])(
    '"%s" is no length of time',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('reads back what durationShort writes, for whole minutes below a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_439 }), (minutes) => {
        expect(parseDuration(durationShort(minutes * 60))).toBe(minutes * 60);
      }),
    );
  });
});

describe('durationChoices', () => {
  const limits = fc
    .tuple(
      fc.integer({ min: 60, max: 40_000 }),
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 0, max: 40_000 }),
    )
    .map(([minimumSeconds, a, b]) => ({
      minimumSeconds,
      defaultSeconds: minimumSeconds + Math.min(a, b),
      maximumSeconds: minimumSeconds + Math.max(a, b),
    }));

  it('stays within the limits, ascends, holds the default and the longest, and is never long', () => {
    fc.assert(
      fc.property(limits, (limit) => {
        const choices = durationChoices(limit);
        expect(choices).toEqual([...new Set(choices)].sort((a, b) => a - b));
        expect(choices[0]).toBeGreaterThanOrEqual(limit.minimumSeconds);
        expect(choices.at(-1)).toBe(limit.maximumSeconds);
        expect(choices).toContain(limit.defaultSeconds);
        expect(choices.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('offers round lengths', () => {
    expect(durationChoices({ minimumSeconds: 300, defaultSeconds: 3_600, maximumSeconds: 14_400 })).toEqual([
      300, 900, 1_800, 3_600, 7_200, 14_400,
    ]);
  });
});
