import type { PersonOnRecord } from '../../domain/person-on-record';
import type { KnownPeople } from './known-people';
import { manyLeave } from './many-leave';
import { countEffects, planList } from './plan-list';
import type { ListedPerson, Met } from './read-row';

const person = (handle: string, changes: Partial<PersonOnRecord> = {}): PersonOnRecord => ({
  id: `id-${handle}`,
  handle,
  name: handle.toUpperCase(),
  email: `${handle}@x.example`,
  source: 'csv',
  saidStatus: 'active',
  managerId: null,
  secondAccountOf: null,
  jobRoles: ['engineer'],
  ...changes,
});

const row = (handle: string, changes: Partial<ListedPerson> = {}): ListedPerson => ({
  line: 2,
  handle,
  name: handle.toUpperCase(),
  email: `${handle}@x.example`,
  status: undefined,
  jobRoles: undefined,
  manager: undefined,
  prerequisites: new Map(),
  ...changes,
});

const known = (
  people: readonly PersonOnRecord[],
  met: Record<string, Record<string, Met>> = {},
): KnownPeople => ({
  people,
  handleOf: new Map(people.map(({ id, handle }) => [id, handle])),
  met: new Map(Object.entries(met).map(([id, kinds]) => [id, new Map(Object.entries(kinds))])),
  titles: {
    jobRole: (key) => `“${key}”`,
    prerequisite: (kind) => kind,
    person: (handle) => handle ?? 'nobody',
  },
});

const plan = (rows: readonly ListedPerson[], people: readonly PersonOnRecord[] = [], complete = false) =>
  planList(rows, known(people), complete);
const wordsOf = (rows: readonly ListedPerson[], people: readonly PersonOnRecord[] = []) =>
  plan(rows, people).people.map(({ effect, words }) => [effect, ...words]);
const faultsOf = (rows: readonly ListedPerson[], people: readonly PersonOnRecord[] = []) =>
  plan(rows, people).faults.map(({ line, message }) => `${line}: ${message}`);

const MET = { completedOn: '2026-03-03', validUntil: null };

describe('what a list would change', () => {
  it('says it of each person in words', () => {
    const people = [
      person('ada'),
      person('bob', { managerId: 'id-ada' }),
      person('cleo'),
      person('tom', { source: 'file' }),
      person('eva', { source: 'none', saidStatus: 'left', managerId: 'id-ada' }),
      person('fred', { saidStatus: 'left' }),
      person('gus'),
    ];
    const rows = [
      row('ada', { status: 'suspended', name: 'Ada L', email: 'ada.l@x.example', jobRoles: ['manager'] }),
      row('bob', { manager: 'tom@x.example', prerequisites: new Map([['training', MET]]) }),
      row('cleo', { status: 'left' }),
      row('dan', { manager: 'dora', jobRoles: ['engineer'] }),
      row('dora', { handle: undefined, status: 'suspended' }),
      row('eva', { handle: undefined }),
      row('fred', { status: 'active' }),
      row('gus'),
    ];
    expect(wordsOf(rows, people)).toEqual([
      [
        'changes',
        'is suspended: sessions, tokens and access end',
        'is called “Ada L” instead of “ADA”',
        'has the e-mail address ada.l@x.example instead of ada@x.example',
        'gains the job role “manager”',
        'loses the job role “engineer”: sessions end, and access that it alone allowed',
      ],
      ['changes', 'reports to tom instead of ada', 'training: met on 3 March 2026'],
      ['leaves', 'leaves: sessions, tokens and access end'],
      ['joins', 'joins as dan', 'gains the job role “engineer”', 'reports to dora'],
      ['joins', 'joins as dora', 'is suspended'],
      [
        'comes-back',
        'comes under the name eva, which somebody has left: begins without password, second factor and job roles of before',
      ],
      [
        'comes-back',
        'comes under the name fred, which somebody has left: begins without password, second factor and job roles of before',
      ],
      ['stays'],
    ]);
  });

  it('I16 keeps nothing of the list’s own word on somebody who comes back from “left”', () => {
    const was = person('fred', { saidStatus: 'left' });
    const planned = (status: ListedPerson['status']) =>
      planList([row('fred', { status })], known([was], { 'id-fred': { training: MET } }), false).people[0];
    expect(planned('active')).toMatchObject({ effect: 'comes-back', jobRoles: [], met: new Map() });
    expect(planned('suspended')).toMatchObject({ effect: 'comes-back', jobRoles: [], met: new Map() });
    expect(planned(undefined)).toMatchObject({ effect: 'stays', status: 'left', jobRoles: ['engineer'] });
  });

  it('takes a record off that the list made and names no more, and keeps what has no column', () => {
    const met = { 'id-ada': { training: MET, agreement: { ...MET, validUntil: '2027-01-01' } } };
    const { people } = planList(
      [row('ada', { prerequisites: new Map([['training', null]]) })],
      known([person('ada')], met),
      false,
    );
    expect(people[0].words).toEqual(['training: what the list had on record is taken off it']);
    expect([...people[0].met.keys()]).toEqual(['agreement']);
    expect(people[0].jobRoles).toEqual(['engineer']);
  });

  it.each<[string, ListedPerson[], PersonOnRecord[], string]>([
    [
      'somebody of the policy file',
      [row('tom')],
      [person('tom', { source: 'file' })],
      'TOM is managed by the policy file.',
    ],
    [
      'somebody of the provisioning system, by the address',
      [row('thomas', { email: 'tom@x.example' })],
      [person('tom', { source: 'scim', email: 'Tom@x.example' })],
      'TOM is managed by the provisioning system.',
    ],
    [
      'the address of somebody else',
      [row('ada', { email: 'bob@x.example' })],
      [person('ada'), person('bob')],
      'The e-mail address bob@x.example belongs to somebody else',
    ],
    [
      'a handle twice',
      [row('ada'), row('ada', { email: 'b@x.example' })],
      [],
      'This person stands on line 2 already.',
    ],
    [
      'an address twice',
      [row('ada'), row('bea', { email: 'ada@x.example' })],
      [],
      'This e-mail address stands on line 2',
    ],
    [
      'one person twice, by handle and by address',
      [row('ada', { email: 'new@x.example' }), row('x', { handle: undefined, email: 'ada@x.example' })],
      [person('ada')],
      'This person stands on line 2 already.',
    ],
    ['a manager whom nobody knows', [row('ada', { manager: 'zoe' })], [], 'Nobody called “zoe” works here'],
    [
      'a manager who leaves by the same list',
      [row('ada', { manager: 'bob' }), row('bob', { status: 'left' })],
      [person('bob')],
      'Nobody called “bob” works here',
    ],
    [
      'a manager who left before',
      [row('ada', { manager: 'tom' })],
      [person('tom', { source: 'none', saidStatus: 'left' })],
      'Nobody called “tom” works here',
    ],
    ['managing oneself', [row('ada', { manager: 'ada' })], [], 'in a circle: ada → ada.'],
    [
      'a circle over somebody of another source',
      [row('ada', { manager: 'tom' })],
      [person('ada'), person('tom', { source: 'file', managerId: 'id-ada' })],
      'in a circle: ada → tom → ada.',
    ],
  ])('refuses %s, and plans nothing', (_, rows, people, sentence) => {
    const faults = faultsOf(rows, people);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(sentence);
    expect(plan(rows, people, true).people).toEqual([]);
  });

  it('finds a long chain of managers in time, a circle at its end included', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      row(`p${index}`, { line: index + 2, manager: `p${index + 1}` }),
    );
    expect(plan([...chain, row('p10000', { line: 10_002 })]).faults).toEqual([]);
    expect(faultsOf([...chain, row('p10000', { line: 10_002, manager: 'p9999' })])).toHaveLength(1);
  });
});

describe('a complete list', () => {
  const people = Array.from('abcdefghij').map((letter) => person(letter));
  const others = [person('tom', { source: 'file' }), person('sue', { source: 'scim' })];
  const gone = person('old', { saidStatus: 'left' });

  it('lets go whoever it managed and does not name, and nobody else', () => {
    const { people: planned } = plan(
      people.slice(2).map(({ handle }) => row(handle)),
      [...people, ...others, gone],
      true,
    );
    expect(planned.filter(({ line }) => line === null).map(({ handle, effect }) => [handle, effect])).toEqual(
      [
        ['a', 'leaves'],
        ['b', 'leaves'],
        ['old', 'changes'],
      ],
    );
    expect(countEffects(planned)).toEqual({ joins: 0, 'comes-back': 0, changes: 1, leaves: 2, stays: 8 });
  });

  it.each([
    [10, 9, undefined],
    [10, 8, undefined],
    [10, 7, { leaving: 3, of: 10 }],
    [2, 1, undefined],
    [2, 0, { leaving: 2, of: 2 }],
  ])('of %i people with %i named wants the number said: %j', (present, named, wanted) => {
    const facts = known([...people.slice(0, present), gone, ...others]);
    const rows = people.slice(0, named).map(({ handle }) => row(handle));
    expect(manyLeave(planList(rows, facts, true).people, facts)).toEqual(wanted);
  });

  it('is as careful with rows that say “left”', () => {
    const facts = known(people);
    const rows = people.map(({ handle }, index) => row(handle, { status: index < 3 ? 'left' : 'active' }));
    expect(manyLeave(planList(rows, facts, false).people, facts)).toEqual({ leaving: 3, of: 10 });
  });
});
