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

  it('leaves out people who cannot ask, but not those whose training has lapsed', () => {
    const prerequisites = [{ kind: 'training', title: 'training', remedy: 'Ask.', maxAge: null }];
    expect(gaps([{ ...hugo, status: 'left' }])).toEqual([]);
    expect(gaps([hugo], { prerequisites })).toEqual(['hugo']);
    expect(gaps([hugo], { retired: true })).toEqual([]);
  });
});
