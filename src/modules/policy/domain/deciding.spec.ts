import { aPerson, aProfile, oneOf, TITLES } from '../../../../test/builders/policy';
import { askedNow, isAskedForMore } from './deciding';
import { organisationOf } from './organisation';

const now = new Date('2026-03-02T09:00:00Z');
const lea = aPerson('lea', { jobRoles: ['tech-lead'] });
const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const milan = aPerson('milan', { jobRoles: ['engineer'], managerId: 'lea' });
const organisation = organisationOf([lea, hugo, milan], TITLES);

describe('whom a request is put to', () => {
  const profile = aProfile({
    personalData: false,
    eligibleJobRoles: ['engineer'],
    approvalOrder: 'in-order',
    approvals: [
      oneOf({ managerOf: 'requester' }, { jobRole: 'cto' }),
      oneOf({ jobRole: 'cto' }, { jobRole: 'tech-lead' }),
    ],
  });
  const request = { requester: milan, profile, version: 1, digest: 'd' };
  const stageOf = (id: string, given: readonly string[]): number | undefined => {
    const approvals = given.map((approverId) => ({
      approverId,
      version: 1,
      digest: 'd',
      decidedAt: now,
      stepUpAt: now,
    }));
    const { candidates } = askedNow(request, approvals, organisation, now);
    return candidates.find(({ person }) => person.id === id)?.stage;
  };

  it('is for the stage that is open, also for somebody who was asked in an earlier one', () => {
    expect(stageOf('hugo', [])).toBe(0);
    expect(stageOf('hugo', ['lea'])).toBe(1);
  });
});

describe('somebody who was asked before', () => {
  const as = (role: 'approver' | 'escalation' | 'stand-in' | 'witness', stage = 0) => ({ role, stage });

  it.each([
    [as('witness'), as('approver'), true],
    [as('witness'), as('stand-in'), true],
    [as('stand-in'), as('escalation'), true],
    [as('escalation'), as('approver'), true],
    [as('approver'), as('stand-in', 1), true],
    [as('approver'), as('approver'), false],
    [as('approver'), as('escalation'), false],
    [as('approver', 1), as('approver'), false],
    [as('stand-in'), as('witness', 1), false],
  ])('%j, then %j: told again is %s', (before, after, again) => {
    expect(isAskedForMore(before, after)).toBe(again);
  });
});
