import fc from 'fast-check';
import { durationInWords, durationText, parseDuration } from './duration';

describe('duration', () => {
  it('reads back every text it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 * 86_400 }), (seconds) => {
        expect(parseDuration(durationText(seconds))).toBe(seconds);
      }),
    );
  });

  it.each([
    ['30m', 1_800],
    ['1h30m', 5_400],
    ['90m', 5_400],
    ['2d', 172_800],
    ['1d2h3m4s', 93_784],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each(['', 'h', '90', '1.5h', '-1h', '30m1h', '1h 30m', '1H', '１h', 'PT1H', '99999999999d'])(
    '%j is no duration',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it.each([
    [5_400, '1 hour 30 minutes'],
    [60, '1 minute'],
    [172_801, '2 days 1 second'],
    [0, 'no time'],
  ])('%d seconds read %j', (seconds, words) => expect(durationInWords(seconds)).toBe(words));
});
