import { holds, named, sealsUnder } from './serving-process';

const holder = { name: 'web-1 (process 7, role all)', newest: 'b', current: 'a', trouble: null };

describe('what a process acknowledges', () => {
  it('is that it holds a key, and apart from that, that it seals under it', () => {
    expect([holds('b')(holder), holds('a')(holder)]).toEqual([true, false]);
    expect([sealsUnder('b')(holder), sealsUnder('a')(holder)]).toEqual([false, true]);
  });

  it('is told of each that is missing, with the reason that it gives', () => {
    const other = { ...holder, name: 'web-2 (process 8, role web)', trouble: 'AWS KMS cannot be reached.' };
    expect(named([holder, other])).toBe(
      'web-1 (process 7, role all); web-2 (process 8, role web): AWS KMS cannot be reached',
    );
  });
});
