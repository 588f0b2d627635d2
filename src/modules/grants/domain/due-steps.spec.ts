import { dueSteps } from './due-steps';
import type { GrantState } from './grant-lifecycle';
import type { LeaseState } from './lease-lifecycle';

const at = (time: string): Date => new Date(`2026-01-05T${time}Z`);
const NOW = at('10:00:00');
const grant = (state: GrantState, changes: { startsAt?: Date; claimBy?: Date; expiresAt?: Date } = {}) => ({
  state,
  startsAt: at('09:00:00'),
  claimBy: at('17:00:00'),
  expiresAt: null,
  ...changes,
});
const lease = (
  state: LeaseState,
  {
    expiresAt = at('12:00:00'),
    nextAttemptAt = null,
    endAskedAt = null,
  }: { expiresAt?: Date; nextAttemptAt?: Date | null; endAskedAt?: Date | null } = {},
) => ({ state, expiresAt, nextAttemptAt, endAskedAt });
const nothing = { start: false, end: undefined, over: [], abandoned: [], unproved: [] };

describe('what the clock asks of a grant', () => {
  it.each([
    ['to start, from its very start', grant('scheduled', { startsAt: NOW }), { ...nothing, start: true }],
    ['nothing before its start', grant('scheduled', { startsAt: at('10:00:00.001') }), nothing],
    [
      'to end unclaimed when its window closes',
      grant('claimable', { claimBy: NOW }),
      { ...nothing, end: 'unclaimed' },
    ],
    ['nothing while its window is open', grant('claimable', { claimBy: at('10:00:00.001') }), nothing],
    ['I12 to end at its deadline', grant('active', { expiresAt: NOW }), { ...nothing, end: 'deadline' }],
    ['nothing before its deadline', grant('active', { expiresAt: at('10:00:00.001') }), nothing],
    ['nothing once it is ending', grant('ending', { expiresAt: at('09:30:00') }), nothing],
  ])('is %s', (_, facts, expected) => {
    expect(dueSteps(facts, [], NOW)).toEqual(expected);
  });

  it('I12 is to end a log-in whose own time is over while the grant was extended, at its very deadline', () => {
    const extended = grant('active', { expiresAt: at('11:00:00') });
    const over = lease('live', { expiresAt: NOW });
    const goesOn = lease('live', { expiresAt: at('10:00:00.001') });
    const inTheMaking = lease('issuing', { expiresAt: NOW });
    expect(dueSteps(extended, [over, goesOn, inTheMaking], NOW).over).toEqual([over]);
    expect(dueSteps(grant('active', { expiresAt: NOW }), [over], NOW)).toMatchObject({
      end: 'deadline',
      over: [],
    });
  });

  it('I4 is to end a log-in whose issuer is gone', () => {
    const gone = lease('issuing', { nextAttemptAt: NOW });
    const atWork = lease('issuing', { nextAttemptAt: at('10:00:00.001') });
    expect(dueSteps(grant('claimable'), [gone, atWork], NOW).abandoned).toEqual([gone]);
  });

  it('I7 is to raise what nobody has proved for a minute, once', () => {
    const late = lease('ending', { endAskedAt: at('09:59:00') });
    const inTime = lease('ending', { endAskedAt: at('09:59:00.001') });
    const raised = lease('unconfirmed', { endAskedAt: at('09:00:00') });
    expect(dueSteps(grant('ending'), [late, inTime, raised], NOW).unproved).toEqual([late]);
  });
});
