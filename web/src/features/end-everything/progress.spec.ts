import type { BulkRevocationSummary } from '../../api/types';
import { progressOf } from './progress';

const standing = (changes: object) =>
  progressOf({
    state: 'ending',
    grants: { total: 10, ended: 0, waiting: 0 },
    logIns: { total: 10, proved: 0, ending: 10, unconfirmed: 0 },
    ...changes,
  } as BulkRevocationSummary);

describe('how far an ending is', () => {
  it('begins with nothing and tells how many are to go', () => {
    expect(standing({})).toEqual({ percent: 0, sentence: 'Ending: 10 log-ins to go.' });
  });

  it('is never full before all of it is proved', () => {
    const almost = {
      grants: { total: 1_000, ended: 999, waiting: 0 },
      logIns: { total: 1_000, proved: 999, ending: 0, unconfirmed: 1 },
    };
    expect(standing(almost)).toEqual({
      percent: 99,
      sentence: '1 log-in is not proved gone yet. Sallyport keeps trying.',
    });
  });

  it('is full with the last proof, and where nothing was', () => {
    const logIns = { total: 10, proved: 10, ending: 0, unconfirmed: 0 };
    expect(standing({ state: 'proved', logIns }).percent).toBe(100);
    expect(standing({ state: 'proved', logIns: { ...logIns, total: 0, proved: 0 } }).sentence).toContain(
      'no log-in had been made',
    );
    expect(standing({ grants: { total: 0, ended: 0, waiting: 0 } }).sentence).toBe('Nothing was open.');
  });
});
