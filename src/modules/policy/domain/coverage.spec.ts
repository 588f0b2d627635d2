import { aPerson, aProfile, oneOf, TITLES } from '../../../../test/builders/policy';
import { uncovered } from './coverage';
import type { PersonFacts, ProfileRules } from './facts';
import { organisationOf } from './organisation';

const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'] });
const gaps = (people: PersonFacts[], rules: Partial<ProfileRules> = {}): string[] =>
  uncovered([aProfile(rules)], organisationOf(people, TITLES)).map(({ person }) => person.id);

describe('coverage', () => {
  it('finds nobody where the two of the circle approve each other', () =>
    expect(gaps([hugo, lea])).toEqual([]));

  it('finds each person who would be left without an approver, and only those', () => {
    const byCto = { approvals: [oneOf({ jobRole: 'cto' })] };
    expect(gaps([hugo, lea], byCto)).toEqual(['hugo']);
    expect(gaps([hugo, lea, aPerson('nora', { jobRoles: ['cto'] })], byCto)).toEqual([]);
  });

  it('names a person who holds two eligible job roles once', () => {
    expect(gaps([aPerson('solo', { jobRoles: ['cto', 'tech-lead'] })])).toEqual(['solo']);
  });

  it('finds who would hold two profiles at once and find no extra approver, for either of the two', () => {
    const [ines, payouts] = [
      aPerson('ines', { jobRoles: ['dpo'] }),
      aProfile({ id: 'payouts', name: 'Payouts' }),
    ];
    const both = (by: ProfileRules['separationApprovals'][number]['by']) => [
      aProfile({ separateFrom: ['payouts'], separationApprovals: [{ profileId: 'payouts', by }] }),
      payouts,
    ];
    const found = (...by: Parameters<typeof both>[0]) =>
      uncovered(both(by), organisationOf([hugo, lea, ines], TITLES)).map(({ profile, person }) => [
        profile.id,
        person.id,
      ]);
    expect(found({ jobRole: 'dpo' })).toEqual([]);
    expect(found({ otherOfCircle: true })).toEqual([]);
    expect(found({ jobRole: 'cto' })).toEqual([
      ['customer-data-read', 'hugo'],
      ['payouts', 'hugo'],
    ]);
    expect(found({ jobRole: 'engineer' })).toHaveLength(4);
  });

  it('leaves out people who cannot ask, but not those whose training has lapsed', () => {
    const prerequisites = [{ kind: 'training', title: 'training', remedy: 'Ask.', maxAge: null }];
    expect(gaps([{ ...hugo, status: 'left' }])).toEqual([]);
    expect(gaps([hugo], { prerequisites })).toEqual(['hugo']);
    expect(gaps([hugo], { retired: true })).toEqual([]);
  });
});
