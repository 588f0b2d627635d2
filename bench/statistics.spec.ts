import fc from 'fast-check';
import { middleRound, quantile } from './statistics';

const measured = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });

describe('a quantile', () => {
  it('is a value that was measured', () => {
    expect(quantile([30, 10, 20], 0.5)).toBe(20);
    expect(quantile([4, 3, 2, 1], 0.5)).toBe(2);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('leaves one in a hundred above the 99th percentile', () => {
    const hundred = Array.from({ length: 100 }, (_, place) => place + 1);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile(hundred, 0)).toBe(1);
  });

  it('is not exceeded by at least that share of all values, whatever their order', () => {
    fc.assert(
      fc.property(measured, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const found = quantile(values, share);
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
          share * values.length - 1e-6,
        );
      }),
    );
  });

  it('sorts numbers as numbers, and leaves the measurements as they were', () => {
    const values = [10, 9, 100];
    expect(quantile(values, 0.5)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('of nothing is no number', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

describe('the middle round', () => {
  it('is a round as it was, not a mixture of several', () => {
    const slowMachine = { ours: 5, limit: 10 };
    const rounds = [{ ours: 90, limit: 100 }, slowMachine, { ours: 40, limit: 100 }];
    expect(middleRound(rounds)).toBe(slowMachine);
  });

  it('is the lower of two middle ones', () => {
    expect(
      middleRound([
        { ours: 9, limit: 10 },
        { ours: 1, limit: 10 },
      ]),
    ).toEqual({ ours: 1, limit: 10 });
  });

  it('needs a round', () => {
    expect(() => middleRound([])).toThrow(RangeError);
  });
});
