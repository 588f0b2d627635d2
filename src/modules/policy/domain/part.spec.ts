import { aPerson, aProfile, oneOf, TITLES } from '../../../../test/builders/policy';
import type { Approval } from './approval-standing';
import type { PersonFacts, ProfileRules } from './facts';
import { organisationOf } from './organisation';
import { type Part, partIn } from './part';

const now = new Date('2026-03-02T09:00:00Z');
const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'], managerId: 'hugo' });
const camille = aPerson('camille', { jobRoles: ['dpo'] });
const milan = aPerson('milan', { jobRoles: ['engineer'], managerId: 'lea' });
const everybody = [hugo, lea, camille, milan];

const yes = ({ id }: PersonFacts): Approval => ({
  approverId: id,
  version: 1,
  digest: 'd',
  decidedAt: now,
  stepUpAt: now,
});

/** What each of them can still do about what Milan asks. */
function parts(rules: Partial<ProfileRules>, given: readonly PersonFacts[] = []): Record<string, Part> {
  const profile = aProfile({ personalData: false, eligibleJobRoles: ['engineer'], ...rules });
  const request = { requester: milan, profile, version: 1, digest: 'd' };
  const organisation = organisationOf(everybody, TITLES);
  return Object.fromEntries(
    everybody
      .filter((person) => !given.includes(person))
      .map((person) => [person.id, partIn(person, request, organisation, given.map(yes), now)]),
  );
}

describe('what somebody can still do about a request', () => {
  const leadThenTwo = {
    approvalOrder: 'in-order' as const,
    approvals: [
      oneOf({ managerOf: 'requester' }, { jobRole: 'cto' }),
      { count: 2, by: [{ jobRole: 'dpo' }, { jobRole: 'cto' }] },
    ],
  };

  it('is approve where their yes fills an empty place, and nothing for the requester and for whose turn it is not', () => {
    expect(parts(leadThenTwo)).toEqual({ lea: 'needed', hugo: 'needed', camille: 'none', milan: 'none' });
  });

  it('is to deny once others filled every place that they could fill', () => {
    expect(parts(leadThenTwo, [hugo])).toMatchObject({ lea: 'needed', camille: 'needed' });
    expect(parts(leadThenTwo, [lea])).toEqual({ hugo: 'needed', camille: 'needed', milan: 'none' });
    const anyOfThree = { approvals: [oneOf({ jobRole: 'cto' }), oneOf({ jobRole: 'dpo' })] };
    expect(parts(anyOfThree, [hugo])).toEqual({ lea: 'none', camille: 'needed', milan: 'none' });
    const together = { approvals: [oneOf({ jobRole: 'cto' }, { person: 'lea' }), oneOf({ jobRole: 'dpo' })] };
    expect(parts(together, [hugo])).toMatchObject({ lea: 'not-needed', camille: 'needed' });
  });

  it('is to deny for a witness, until their turn comes as an approver', () => {
    const witnessed = {
      approvalOrder: 'in-order' as const,
      approvals: [oneOf({ managerOf: 'requester' }), oneOf({ jobRole: 'dpo' })],
      witnesses: [{ jobRole: 'dpo' }],
    };
    expect(parts(witnessed).camille).toBe('witness');
    expect(parts(witnessed, [lea]).camille).toBe('needed');
  });
});
