import { MINUTE, SECOND } from '../../../kernel';
import { LookBack } from './look-back';

describe('how far back the sealer looks', () => {
  const now = new Date('2026-05-05T12:00:00Z');
  const before = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);

  it('is all the way at first, then ten seconds before the newest sealed, and all the way again after a while', () => {
    const lookBack = new LookBack();
    expect(lookBack.since()).toBeUndefined();
    lookBack.lookedAtAll(1);
    expect(lookBack.since()).toBeUndefined();
    lookBack.sealed(before(5 * MINUTE), now);
    lookBack.sealed(before(8 * MINUTE), now);
    expect(lookBack.since()).toEqual(before(5 * MINUTE + 10 * SECOND));
    const later = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_001);
    expect(lookBack.since()).toBeUndefined();
    later.mockRestore();
  });

  it('is never shortened by an event from the future', () => {
    const lookBack = new LookBack();
    lookBack.lookedAtAll(1);
    lookBack.sealed(before(-365 * 24 * 60 * MINUTE), now);
    expect(lookBack.since()).toEqual(before(10 * SECOND));
  });

  it('looks all the way more rarely the longer that takes', () => {
    const lookBack = new LookBack();
    lookBack.sealed(now, now);
    lookBack.lookedAtAll(5_000);
    const later = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 99_000);
    expect(lookBack.since()).toBeDefined();
    later.mockRestore();
  });
});
