import { MINUTE } from '../../../kernel';
import { endingTopic, isAboutToEnd } from './ends-soon';

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 2, 2, 9, minute, second));
const grant = { claimedAt: at(0), expiresAt: at(30) };

describe('access that ends soon', () => {
  it.each([
    [at(24, 59), false],
    [at(25), true],
    [at(29, 59), true],
    [at(30), false],
  ])('is told of within the notice, and not at its end: %s', (now, told) => {
    expect(isAboutToEnd(grant, 5 * MINUTE, now)).toBe(told);
  });

  it('is not told of when all of it is shorter than the notice', () => {
    expect(isAboutToEnd({ claimedAt: at(0), expiresAt: at(5) }, 5 * MINUTE, at(1))).toBe(false);
    expect(isAboutToEnd({ claimedAt: at(0), expiresAt: at(5, 1) }, 5 * MINUTE, at(1))).toBe(true);
  });

  it('is told of once a deadline', () => {
    expect(isAboutToEnd({ claimedAt: null, expiresAt: null }, MINUTE, at(1))).toBe(false);
    expect(endingTopic(grant)).toBe('2026-03-02T09:30:00.000Z');
    expect(endingTopic({ expiresAt: at(31) })).not.toBe(endingTopic(grant));
  });
});
