import fc from 'fast-check';
import { emptyPlaces, type Places } from './assignment';

const step = (count: number, ...candidates: string[]): Places => ({ count, candidates: new Set(candidates) });

/** The same question answered by trying everything. */
function fewestEmpty(steps: readonly Places[], available: readonly string[]): number {
  const places = steps.flatMap(({ count, candidates }) =>
    Array.from({ length: count }, () => ({ count: 1, candidates })),
  );
  if (places.length === 0) return 0;
  const [first, ...rest] = places;
  const leaveEmpty = 1 + fewestEmpty(rest, available);
  const take = available
    .filter((human) => first.candidates.has(human))
    .map((human) =>
      fewestEmpty(
        rest,
        available.filter((other) => other !== human),
      ),
    );
  return Math.min(leaveEmpty, ...take);
}

describe('assignment of approvers to places', () => {
  it('moves somebody who could fill two places to the one that needs them', () => {
    const steps = [step(1, 'both', 'cto'), step(1, 'both')];
    expect(emptyPlaces(steps)).toEqual([0, 0]);
    expect(emptyPlaces([step(1, 'both'), step(1, 'both')])).toEqual([0, 1]);
  });

  it('uses nobody twice', () => expect(emptyPlaces([step(2, 'a')])).toEqual([1]));

  it('finds as many places as trying everything does', () => {
    const human = fc.constantFrom('a', 'b', 'c', 'd');
    const places = fc.record({
      count: fc.integer({ min: 1, max: 2 }),
      candidates: fc.array(human).map((humans) => new Set(humans)),
    });
    fc.assert(
      fc.property(fc.array(places, { maxLength: 3 }), (steps) => {
        const empty = emptyPlaces(steps).reduce((sum, places) => sum + places, 0);
        expect(empty).toBe(fewestEmpty(steps, ['a', 'b', 'c', 'd']));
      }),
    );
  });
});
