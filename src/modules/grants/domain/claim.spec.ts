import { claimRefusal, type ClaimFacts } from './claim';

const at = (time: string): Date => new Date(`2026-01-05T${time}Z`);
const grant = (changes: Partial<ClaimFacts> = {}): ClaimFacts => ({
  state: 'claimable',
  startsAt: at('09:00:00'),
  claimBy: at('17:00:00'),
  expiresAt: null,
  endReason: null,
  ...changes,
});

describe('claimRefusal', () => {
  it('lets a grant be claimed from its start until its window closes', () => {
    expect(claimRefusal(grant(), at('09:00:00.000'))).toBeUndefined();
    expect(claimRefusal(grant(), at('16:59:59.999'))).toBeUndefined();
  });

  it.each([
    ['before its start', grant(), '08:59:59.999', 'grants.not_started'],
    ['at the end of its window', grant(), '17:00:00.000', 'grants.claim_window_over'],
    ['once it is ending', grant({ state: 'ending' }), '10:00:00', 'grants.already_ended'],
    ['while its end is unconfirmed', grant({ state: 'unconfirmed' }), '10:00:00', 'grants.already_ended'],
    ['once it has ended', grant({ state: 'ended' }), '10:00:00', 'grants.already_ended'],
    [
      'I12 at its deadline, the very millisecond',
      grant({ state: 'active', expiresAt: at('10:00:00') }),
      '10:00:00.000',
      'grants.already_ended',
    ],
  ])('refuses %s', (_, facts, time, code) => {
    expect(claimRefusal(facts, at(time))?.code).toBe(code);
  });

  it('I16 says that what was approved has been changed, when that has ended it', () => {
    const ended = grant({ state: 'ending', endReason: 'no-longer-allowed' });
    expect(claimRefusal(ended, at('10:00:00'))?.sentence).toContain('has been changed since');
  });

  it('lets the log-in of a grant in use be made anew until the deadline', () => {
    const used = grant({ state: 'active', claimBy: at('09:30:00'), expiresAt: at('10:00:00') });
    expect(claimRefusal(used, at('09:59:59.999'))).toBeUndefined();
  });
});
