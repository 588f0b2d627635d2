import { organisationOf, type PersonFacts } from '../../policy';
import { watchersOf } from './watchers';

const person = (id: string, jobRole: string, changes: Partial<PersonFacts> = {}): PersonFacts => ({
  id,
  name: id,
  status: 'active',
  jobRoles: [jobRole],
  managerId: null,
  secondAccountOf: null,
  prerequisites: {},
  ...changes,
});
const hugo = person('hugo', 'cto');
const lea = person('lea', 'tech-lead');
const ines = person('ines', 'dpo');
const told = (people: PersonFacts[], concerned: string[] = []) =>
  watchersOf(organisationOf(people), concerned).map(({ id }) => id);

describe('an alert', () => {
  it('goes to the CTO', () => {
    expect(told([lea, ines, hugo], ['lea'])).toEqual(['hugo']);
  });

  it('goes to the tech lead where there is no CTO who works, and to the DPO after that', () => {
    expect(told([{ ...hugo, status: 'suspended' }, lea, ines])).toEqual(['lea']);
    expect(told([ines, person('milan', 'engineer')])).toEqual(['ines']);
    expect(told([person('milan', 'engineer')])).toEqual([]);
  });

  it('goes to somebody else too when it is about the CTO, in whichever account', () => {
    expect(told([hugo, lea, ines], ['hugo'])).toEqual(['hugo', 'lea']);
    const second = person('hugo-2', 'engineer', { secondAccountOf: 'hugo' });
    expect(told([hugo, second, lea, ines], ['hugo-2'])).toEqual(['hugo', 'lea']);
  });

  it('is told once to somebody who is both', () => {
    expect(told([{ ...hugo, jobRoles: ['cto', 'tech-lead'] }, ines], ['hugo'])).toEqual(['hugo', 'ines']);
  });
});
