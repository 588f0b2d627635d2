import { freshSince, isFromTheFuture } from './step-up-rules';

const now = new Date('2026-01-05T09:10:00.000Z');

describe('a step-up', () => {
  it.each([
    [30, '2026-01-05T09:09:30.000Z'],
    [300, '2026-01-05T09:05:00.000Z'],
    [301, '2026-01-05T09:05:00.000Z'],
    [86_400, '2026-01-05T09:05:00.000Z'],
  ])('asked to be %i seconds old at most counts from %s: never more than five minutes', (seconds, since) => {
    expect(freshSince(now, seconds).toISOString()).toBe(since);
  });

  it.each([
    [-1, false],
    [0, false],
    [5_000, false],
    [5_001, true],
  ])('given %i ms later, by the clock of another machine, is from the future: %s', (later, future) => {
    expect(isFromTheFuture(new Date(now.getTime() + later), now)).toBe(future);
  });
});
