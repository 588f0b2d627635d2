import fc from 'fast-check';
import { SECOND } from '../../../kernel';
import { pauseAfter } from './retry';

describe('pauseAfter', () => {
  it('I7 never waits longer than 30 s, however many tries failed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, chance) => {
          const pause = pauseAfter(attempts, chance);
          expect(pause).toBeGreaterThan(0);
          expect(pause).toBeLessThanOrEqual(30 * SECOND);
        },
      ),
    );
  });

  it('starts at about a second and grows', () => {
    expect([1, 2, 3, 4, 5, 50].map((attempts) => pauseAfter(attempts, 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
  });
});
