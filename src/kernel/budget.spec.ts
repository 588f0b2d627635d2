import fc from 'fast-check';
import { addSeconds } from './clock';
import {
  BUDGET,
  type Budget,
  fullBudget,
  givenBack,
  ONE_COMES_BACK,
  replenished,
  spent,
  waitFor,
} from './budget';

const START = new Date('2026-11-22T08:00:00Z');
const later = (budget: Budget, milliseconds: number): Budget =>
  replenished(budget, new Date(budget.at.getTime() + milliseconds));

describe('what somebody may get wrong', () => {
  const empty: Budget = { left: 0, at: START };

  it('is a whole office at once, and then one every ten seconds', () => {
    let budget = fullBudget(START);
    for (let n = 0; n < BUDGET; n += 1) budget = spent(budget);
    expect(waitFor(budget)).toBe(ONE_COMES_BACK);
    expect(waitFor(later(budget, ONE_COMES_BACK - 1))).toBe(1);
    expect(waitFor(later(budget, ONE_COMES_BACK))).toBe(0);
  });

  it('is given back for what was right', () => {
    expect(givenBack(spent(fullBudget(START)))).toEqual(fullBudget(START));
    expect(waitFor(givenBack(empty))).toBe(0);
  });

  it('never grows above what it was, and never more in a stretch of time than comes back in it', () => {
    const step = fc.record({ seconds: fc.integer({ min: 0, max: 600 }), tries: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let budget = fullBudget(START);
        let taken = 0;
        for (const { seconds, tries } of steps) {
          budget = replenished(budget, addSeconds(budget.at, seconds));
          expect(budget.left).toBeLessThanOrEqual(BUDGET);
          for (let n = 0; n < tries && waitFor(budget) === 0; n += 1) {
            budget = spent(budget);
            taken += 1;
          }
        }
        const elapsed = budget.at.getTime() - START.getTime();
        expect(taken).toBeLessThanOrEqual(BUDGET + Math.floor(elapsed / ONE_COMES_BACK) + 1e-6);
      }),
    );
  });

  it('does not move when the clock goes back', () => {
    expect(replenished(empty, addSeconds(START, -60)).left).toBe(0);
  });
});
