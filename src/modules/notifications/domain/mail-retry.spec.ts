import { nextTryAt } from './mail-retry';

it('waits twice as long after each try, and never longer than an hour', () => {
  const now = new Date('2026-03-02T09:00:00Z');
  const waits = [1, 2, 3, 4, 7, 8, 40, 5_000].map(
    (tries) => (nextTryAt(tries, now).getTime() - now.getTime()) / 1_000,
  );
  expect(waits).toEqual([30, 60, 120, 240, 1_920, 3_600, 3_600, 3_600]);
});
