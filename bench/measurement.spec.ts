import { againstLimit, alike, atMost } from './measurement';

describe('a measurement against its limit', () => {
  const rate = { name: 'rate', unit: '1/s', samples: 3, ours: 60, limit: 100 };
  const time = { name: 'time', unit: 'ms', samples: 3, ours: 100, limit: 60 };

  it('has a ratio that is higher when the product is better, whichever way the unit points', () => {
    expect(againstLimit(rate, { ratio: 0.5, higherIsBetter: true }).ratio).toBe(0.6);
    expect(againstLimit(time, { ratio: 0.5, higherIsBetter: false }).ratio).toBe(0.6);
  });

  it('is met from exactly the ratio that was asked for', () => {
    expect(againstLimit(rate, { ratio: 0.6, higherIsBetter: true })).toMatchObject({
      met: true,
      target: 'ratio ≥ 0.6',
    });
    expect(againstLimit(rate, { ratio: 0.61, higherIsBetter: true }).met).toBe(false);
  });

  it('keeps what was found', () => {
    expect(againstLimit(rate, { ratio: 0.6, higherIsBetter: true })).toMatchObject(rate);
  });
});

describe('a measurement with a most', () => {
  const found = { name: 'start', unit: 'ms', samples: 5, ours: 2_500, limit: 500 };

  it('is met up to it, whatever the bare limit did', () => {
    expect(atMost(2_500, found)).toMatchObject({ met: true, ratio: 0.2, target: '≤ 2500 ms' });
    expect(atMost(2_499, found).met).toBe(false);
  });

  it('has no ratio where there is no bare limit', () => {
    expect(atMost(2_500, { ...found, limit: null })).toMatchObject({ ratio: null, limit: null, met: true });
  });
});

describe('two measurements that should be alike', () => {
  const found = { name: 'refusal', unit: 'ms', samples: 200, ours: 104, limit: 100 };

  it.each([96, 104])('are, below the share, whichever is longer: %d to 100', (ours) => {
    expect(alike(0.05, { ...found, ours })).toMatchObject({ met: true, target: 'apart by < 5 %' });
  });

  it.each([95, 105])('are not, from the share on: %d to 100', (ours) => {
    expect(alike(0.05, { ...found, ours }).met).toBe(false);
  });
});
