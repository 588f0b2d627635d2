import { againstLimit, atMost } from './measurement';
import { tableOf } from './table';

const check = againstLimit(
  { name: 'check', unit: 'checks/s', samples: 27_000, ours: 2_388.4, limit: 3_548.2 },
  { ratio: 0.7, higherIsBetter: true },
);
const lag = atMost(1_000, { name: 'seal-lag', unit: 'ms', samples: 9, ours: 520.94, limit: null });

describe('the table', () => {
  const lines = tableOf([check, lag]).split('\n');

  it('has a line for each measurement, below their names', () => {
    expect(lines).toEqual([
      'bench     ours  bare limit  unit      ratio  samples  asked for    met',
      'check     2388        3548  checks/s   0.67    27000  ratio ≥ 0.7  NO',
      'seal-lag   521           –  ms            –        9  ≤ 1000 ms    yes',
      '',
    ]);
  });

  it('is its header alone where nothing was measured', () => {
    expect(tableOf([])).toBe('bench  ours  bare limit  unit  ratio  samples  asked for  met\n');
  });
});
