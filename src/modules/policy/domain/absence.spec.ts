import { aPerson, aProfile, oneOf } from '../../../../test/builders/policy';
import { nothingToStandInFor } from './absence';
import type { ApproverRoute, ProfileRules } from './facts';
import { organisationOf } from './organisation';

const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const tomasz = aPerson('tomasz', { jobRoles: ['manager'] });
const aino = aPerson('aino', { jobRoles: ['engineer'], managerId: 'tomasz' });
const organisation = organisationOf([hugo, tomasz, aino]);
const codeFor = (person: typeof hugo, rules: Partial<ProfileRules>): string | undefined =>
  nothingToStandInFor(person, [aProfile({ approvals: [oneOf({ person: 'nora' })], ...rules })], organisation)
    ?.code;

describe('an absence', () => {
  it.each<[string, ApproverRoute]>([
    ['holds a job role that approves', { jobRole: 'manager' }],
    ['is named by a profile', { person: 'tomasz' }],
    ['is the manager of somebody', { managerOf: 'requester' }],
    ['owns a system', { systemOwner: true }],
  ])(
    'of somebody who %s has something to stand in for, in a stage, an escalation or an extra approval',
    (_, by) => {
      const rules = { systemOwnerIds: ['tomasz'] };
      const escalated = { ...oneOf({ person: 'nora' }), escalation: { after: 60, to: [by] } };
      for (const way of [
        { approvals: [oneOf({ person: 'nora' }), oneOf(by)] },
        { approvals: [escalated] },
        { separationApprovals: [{ profileId: 'payouts', by: [by] }] },
      ]) {
        expect(codeFor(tomasz, { ...rules, ...way })).toBeUndefined();
        expect(codeFor(aino, { ...rules, ...way })).toBe('policy.nothing_to_stand_in_for');
      }
    },
  );

  it('of somebody of the circle has, where the other one of it approves', () => {
    expect(codeFor(hugo, { approvals: [oneOf({ otherOfCircle: true })] })).toBeUndefined();
    expect(codeFor(tomasz, { approvals: [oneOf({ otherOfCircle: true })] })).toBeDefined();
  });

  it('has not by what is not offered any more, and not by being a witness', () => {
    expect(codeFor(hugo, { approvals: [oneOf({ jobRole: 'cto' })], retired: true })).toBeDefined();
    expect(codeFor(hugo, { witnesses: [{ jobRole: 'cto' }] })).toBeDefined();
  });
});
