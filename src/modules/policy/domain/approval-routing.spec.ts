import { aPerson, aProfile, oneOf, TITLES } from '../../../../test/builders/policy';
import { approvalPlan, type ApprovalPlan } from './approval-routing';
import type { PersonFacts, ProfileRules } from './facts';
import { organisationOf } from './organisation';

const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'], managerId: 'hugo' });
const camille = aPerson('camille', { jobRoles: ['dpo'] });
const milan = aPerson('milan', { jobRoles: ['engineer'], managerId: 'lea' });
const everybody = [hugo, lea, camille, milan];

const plan = (
  requester: PersonFacts,
  rules: Partial<ProfileRules> = {},
  people: readonly PersonFacts[] = everybody,
): ApprovalPlan => approvalPlan(aProfile(rules), requester, organisationOf(people, TITLES));
const names = ({ candidates }: ApprovalPlan): string[] => candidates.map(({ person }) => person.id);

describe('approval routing', () => {
  it('asks the other person of the circle or the DPO, and says why each', () => {
    const asked = plan(lea);
    expect(asked.required).toBe(1);
    expect(asked.impossible).toBeUndefined();
    expect(asked.stages[0].asked).toBe(
      'the other person of the personal-data circle or the data protection officer',
    );
    expect(asked.candidates.map(({ because }) => because)).toEqual([
      'Hugo may approve as the other person of the personal-data circle (CTO).',
      'Camille may approve as data protection officer.',
    ]);
  });

  it('I1 who approves the CTO is never nobody and never the CTO', () => {
    expect(names(plan(hugo))).toEqual(['lea', 'camille']);
    const alone = plan(hugo, {}, [hugo, milan]);
    expect(alone.candidates).toEqual([]);
    expect(alone.impossible).toMatchObject({
      code: 'policy.nobody_can_approve',
      sentence: expect.stringContaining('lacks one approver') as string,
    });
  });

  it('I1 never asks the second account of the requester, nor the first account of a second one', () => {
    const admin = aPerson('lea-admin', { jobRoles: ['cto', 'dpo'], secondAccountOf: 'lea' });
    expect(names(plan(lea, {}, [lea, admin]))).toEqual([]);
    expect(names(plan(admin, {}, [lea, admin, hugo]))).toEqual(['hugo']);
  });

  it('I1 counts two accounts of one human being as one approver', () => {
    const hugoAdmin = aPerson('hugo-admin', { jobRoles: ['dpo'], secondAccountOf: 'hugo' });
    const two = { approvals: [{ count: 2, by: [{ jobRole: 'cto' }, { jobRole: 'dpo' }] }] };
    expect(plan(lea, two, [lea, hugo, hugoAdmin]).impossible).toBeDefined();
    expect(plan(lea, two, [lea, hugo, hugoAdmin, camille]).impossible).toBeUndefined();
  });

  it('knows the routes by job role, name, manager and owner', () => {
    const route = (...by: ProfileRules['approvals'][number]['by']): string[] =>
      names(plan(milan, { approvals: [oneOf(...by)], systemOwnerIds: ['hugo', 'milan'] }));
    expect(route({ jobRole: 'dpo' })).toEqual(['camille']);
    expect(route({ person: 'hugo' })).toEqual(['hugo']);
    expect(route({ managerOf: 'requester' })).toEqual(['lea']);
    expect(route({ systemOwner: true })).toEqual(['hugo']);
    expect(route({ person: 'nobody-of-this-id' })).toEqual([]);
  });

  it('joins the reasons of a person who is found twice, and lists that person once', () => {
    const asked = plan(milan, { approvals: [oneOf({ managerOf: 'requester' }, { jobRole: 'tech-lead' })] });
    expect(asked.candidates.map(({ because }) => because)).toEqual([
      'Lea may approve as manager of the requester and tech lead.',
    ]);
  });

  it.each(['suspended', 'left'] as const)('I16 asks nobody who is %s', (status) => {
    const people = [lea, { ...hugo, status }, { ...camille, status }];
    expect(plan(lea, {}, people).impossible?.code).toBe('policy.nobody_can_approve');
  });

  it('needs another person for each stage', () => {
    const both = { approvals: [oneOf({ otherOfCircle: true }), oneOf({ jobRole: 'dpo' })] };
    expect(plan(lea, both).required).toBe(2);
    expect(plan(lea, both).impossible).toBeUndefined();
    const ctoIsDpo = aPerson('hugo', { jobRoles: ['cto', 'dpo'] });
    expect(plan(lea, both, [lea, ctoIsDpo]).impossible).toBeDefined();
  });

  it('never reads a profile without approvers as one that needs none', () => {
    expect(plan(lea, { approvals: [] }).impossible?.code).toBe('policy.no_approval_route');
  });
});
