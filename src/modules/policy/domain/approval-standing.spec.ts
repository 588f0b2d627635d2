import { aPerson, aProfile, oneOf, TITLES } from '../../../../test/builders/policy';
import { approvalStanding, type Approval, type RequestFacts } from './approval-standing';
import { mayApprove } from './deciding';
import type { PersonFacts } from './facts';
import { organisationOf } from './organisation';

const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'] });
const leaAdmin = aPerson('lea-admin', { jobRoles: ['cto'], secondAccountOf: 'lea' });
const camille = aPerson('camille', { jobRoles: ['dpo'] });
const milan = aPerson('milan', { jobRoles: ['engineer'] });
const everybody = [hugo, lea, leaAdmin, camille, milan];

const decidedAt = new Date('2026-01-05T09:00:00Z');
const request: RequestFacts = { requester: lea, profile: aProfile(), version: 2, digest: 'shown' };
const yes = (approverId: string, changes: Partial<Approval> = {}): Approval => ({
  approverId,
  version: 2,
  digest: 'shown',
  decidedAt,
  stepUpAt: new Date(decidedAt.getTime() - 10_000),
  ...changes,
});
const standing = (approvals: Approval[], people: PersonFacts[] = everybody, of: RequestFacts = request) =>
  approvalStanding(of, approvals, organisationOf(people, TITLES));
const ignored = (approvals: Approval[], people?: PersonFacts[]): string[] => {
  const result = standing(approvals, people);
  expect(result.complete).toBe(false);
  return result.ignored.map(({ reason }) => reason.code);
};

describe('standing of the approvals', () => {
  it('is complete with one eligible, fresh, matching approval', () => {
    expect(standing([yes('hugo')])).toMatchObject({ complete: true, ignored: [], waitingFor: undefined });
  });

  it('says in words whom it waits for', () => {
    expect(standing([]).waitingFor).toBe(
      'Waiting for one approver (the other person of the personal-data circle or the data protection officer).',
    );
  });

  it.each([
    ['the requester', yes('lea'), 'policy.self_approval'],
    ['the second account of the requester', yes('lea-admin'), 'policy.second_account_approval'],
    ['somebody on no route', yes('milan'), 'policy.not_an_approver'],
    ['somebody unknown', yes('ghost'), 'policy.approver_unknown'],
    ['an earlier version', yes('hugo', { version: 1 }), 'policy.approval_of_other_version'],
    ['another digest', yes('hugo', { digest: 'else' }), 'policy.approval_of_other_version'],
    [
      'a second factor of 300.001 seconds before',
      yes('hugo', { stepUpAt: new Date(decidedAt.getTime() - 300_001) }),
      'policy.step_up_too_old',
    ],
    [
      'a second factor further after the decision than two clocks may be apart',
      yes('hugo', { stepUpAt: new Date(decidedAt.getTime() + 5_001) }),
      'policy.clocks_apart',
    ],
    ['a second factor at no time', yes('hugo', { stepUpAt: new Date(Number.NaN) }), 'policy.step_up_too_old'],
  ])('I1 does not count %s', (_, approval, code) => expect(ignored([approval])).toEqual([code]));

  it('I1 counts a second factor of exactly the limit', () => {
    expect(standing([yes('hugo', { stepUpAt: new Date(decidedAt.getTime() - 300_000) })]).complete).toBe(
      true,
    );
  });

  it('I1 counts a second factor that comes after the decision by no more than two clocks may be apart', () => {
    expect(standing([yes('hugo', { stepUpAt: new Date(decidedAt.getTime() + 5_000) })]).complete).toBe(true);
  });

  it('I1 holds five minutes even for a profile whose row allows more', () => {
    const lax = { ...request, profile: aProfile({ stepUpMaxAge: 3_600 }) };
    const approval = yes('hugo', { stepUpAt: new Date(decidedAt.getTime() - 301_000) });
    expect(standing([approval], everybody, lax).complete).toBe(false);
  });

  it('I1 I16 drops an approval whose giver is not eligible at issue time any more', () => {
    expect(ignored([yes('hugo')], [lea, { ...hugo, jobRoles: [] }, camille])).toEqual([
      'policy.not_an_approver',
    ]);
    expect(ignored([yes('hugo')], [lea, { ...hugo, status: 'left' }, camille])).toEqual([
      'policy.approver_not_active',
    ]);
  });

  it('I1 counts one person once, however often and by whichever account they approve', () => {
    const two = { ...request, profile: aProfile({ approvals: [{ count: 2, by: [{ jobRole: 'cto' }] }] }) };
    const hugoAdmin = aPerson('hugo-admin', { jobRoles: ['cto'], secondAccountOf: 'hugo' });
    const people = [lea, hugo, hugoAdmin, aPerson('nora', { jobRoles: ['cto'] })];
    expect(standing([yes('hugo'), yes('hugo'), yes('hugo-admin')], people, two).complete).toBe(false);
    expect(standing([yes('hugo'), yes('nora')], people, two).complete).toBe(true);
  });

  it('I1 takes a yes for what the account stands for, not for what its owner’s other account stands for', () => {
    const boss = aPerson('hugo-boss', { secondAccountOf: 'hugo' });
    const mira = aPerson('mira', { jobRoles: ['engineer'], managerId: 'hugo-boss' });
    const nora = aPerson('nora', { jobRoles: ['cto'] });
    const managerAndCto = aProfile({
      approvals: [oneOf({ managerOf: 'requester' }), oneOf({ jobRole: 'cto' })],
    });
    const of = { ...request, requester: mira, profile: managerAndCto };
    const people = [mira, hugo, boss, nora];
    expect(standing([yes('hugo'), yes('nora')], people, of).complete).toBe(false);
    expect(standing([yes('hugo-boss'), yes('nora')], people, of).complete).toBe(true);
    expect(standing([yes('hugo-boss'), yes('hugo')], people, of).complete).toBe(false);
  });

  it('names the stage that is still open', () => {
    const both = {
      ...request,
      profile: aProfile({ approvals: [oneOf({ jobRole: 'cto' }), oneOf({ jobRole: 'dpo' })] }),
    };
    expect(standing([yes('hugo')], everybody, both).waitingFor).toBe(
      'Waiting for one approver (the data protection officer).',
    );
    expect(standing([yes('hugo'), yes('camille')], everybody, both).complete).toBe(true);
  });

  it('I1 is never complete for a profile that names no approvers', () => {
    const none = { ...request, profile: aProfile({ approvals: [] }) };
    const result = standing([yes('hugo')], everybody, none);
    expect(result.complete).toBe(false);
    expect(result.waitingFor).toContain('names no approvers');
  });
});

describe('may this person approve', () => {
  const organisation = organisationOf(everybody, TITLES);

  it('answers with the reason either way', () => {
    expect(mayApprove(camille, request, organisation, [], decidedAt)).toEqual({
      allowed: true,
      because: 'Camille may approve as data protection officer.',
    });
    expect(mayApprove(milan, request, organisation, [], decidedAt)).toMatchObject({
      allowed: false,
      reason: {
        sentence:
          'Milan is not an approver of “Customer data, read only”. It needs one approver ' +
          '(the other person of the personal-data circle or the data protection officer).',
      },
    });
    expect(mayApprove(leaAdmin, request, organisation, [], decidedAt)).toMatchObject({
      reason: { sentence: expect.stringContaining('your other account (Lea)') as string },
    });
  });
});
