import fc from 'fast-check';
import { changed, policyFileOf, SMALL_POLICY } from '../../../../test/builders/policy-file';
import { isGivenByFileAlone } from '../../policy';
import { gainersOf } from './gainers';
import { planChanges } from './plan';
import { desiredState, type EntitlementState, type PersonState, type PolicyState } from './policy-state';
import { type Reach, reachOfAll } from '../domain/reach';
import { reachOf } from './reach';
import { settle } from './settle';

const stateOf = (text: string): PolicyState => desiredState(policyFileOf(text));
const small = stateOf(SMALL_POLICY);

function reachTo(desired: PolicyState, current = small): Reach {
  const settled = settle(current, desired);
  return reachOfAll(planChanges(current, desired).map((change) => reachOf(change, current, settled)));
}
const gainers = (desired: PolicyState, current = small): string[] =>
  [...gainersOf(planChanges(current, desired), current, settle(current, desired))].sort();

const SYSTEM = '  customer-db:\n    name';
const OTHER_SYSTEM =
  '  other:\n    { name: Other, kind: postgres, environment: staging, owners: [hugo], credential: env:OTHER }\n';
const METRICS = '  metrics:\n    system: customer-db\n';
const METRICS_ELSEWHERE = '  metrics:\n    system: other\n';
const BARE =
  '  bare:\n    { system: customer-db, name: Bare, description: Bare., personalData: false, settings: { database: shop, memberOf: [x] } }\n';
const UNLABELLED: (readonly [string, string])[] = [
  ['personalData: true\n    settings', 'personalData: false\n    settings'],
  ['personalData: true\n    dataCategory', 'personalData: false\n    dataCategory'],
];

const MILAN = 'jobRoles: [engineer], manager: lea }';

describe('how far a change reaches', () => {
  it.each<[string, Reach, ...(readonly [string, string])[]]>([
    ['nothing', 'narrowing'],
    ['a longer duration', 'ordinary', ['maximum: 2h', 'maximum: 4h']],
    ['a shorter duration', 'narrowing', ['maximum: 2h', 'maximum: 1h']],
    ['a profile for fewer', 'narrowing', ['eligibleJobRoles: [cto, tech-lead]', 'eligibleJobRoles: [cto]']],
    [
      'a profile that is no longer offered',
      'narrowing',
      [SMALL_POLICY.slice(SMALL_POLICY.indexOf('  count:')), ''],
    ],
    ['another address of an engineer', 'ordinary', ['milan@test', 'm.milan@test']],
    ['a newcomer', 'ordinary', ['  milan: {', '  ada: { name: Ada, email: ada@test.example }\n  milan: {']],
    ['a leaver', 'narrowing', ['name: Milan,', 'name: Milan, status: left,']],
    ['the CTO suspended', 'narrowing', ['name: Hugo,', 'name: Hugo, status: suspended,']],
    ['the tech lead taken out of the circle', 'narrowing', ['    jobRoles: [tech-lead]\n', '']],
    [
      'an engineer who becomes tech lead',
      'circle',
      [MILAN, 'jobRoles: [engineer, tech-lead], manager: lea }'],
    ],
    ['an engineer who becomes data protection officer', 'circle', [MILAN, 'jobRoles: [dpo], manager: lea }']],
    [
      'somebody named for the circle who is suspended for now',
      'circle',
      [MILAN, 'jobRoles: [cto], manager: lea, status: suspended }'],
    ],
    [
      'a newcomer of the circle',
      'circle',
      ['  milan: {', '  ada: { name: Ada, email: ada@test.example, jobRoles: [cto] }\n  milan: {'],
    ],
    ['another address of the tech lead', 'circle', ['lea@test', 'l.lea@test']],
    ['another address of the data protection officer', 'circle', ['ines@test', 'i.ines@test']],
    [
      'a second account of the CTO',
      'circle',
      [MILAN, 'jobRoles: [engineer], manager: lea, secondAccountOf: hugo }'],
    ],
    [
      'a second account of an engineer',
      'ordinary',
      ['  milan: {', '  ada: { name: Ada, email: ada@test.example, secondAccountOf: milan }\n  milan: {'],
    ],
    ['a shorter delay', 'circle', ['jobRoles:\n', 'ruleChanges: { circleDelay: 1h }\njobRoles:\n']],
    ['a longer delay', 'ordinary', ['jobRoles:\n', 'ruleChanges: { circleDelay: 48h }\njobRoles:\n']],
    ['fewer approvals', 'circle', ['jobRoles:\n', 'ruleChanges: { withoutApproval: ordinary }\njobRoles:\n']],
    ['personal data without its label', 'personal-data', ...UNLABELLED],
    ['a right without the label where personal data is kept', 'personal-data', [METRICS, BARE + METRICS]],
    ['more for one without the label there', 'personal-data', ['[metrics_reader]', '[other_reader]']],
    ['other words of it', 'ordinary', ['description: Reads metrics.', 'description: Reads figures.']],
    ['another credential where personal data is kept', 'personal-data', ['env:TARGET_URL', 'env:OTHER_URL']],
    ['another owner there', 'personal-data', ['owners: [hugo]', 'owners: [lea]']],
    [
      'another environment there, which is a word',
      'ordinary',
      ['environment: production', 'environment: staging'],
    ],
    ['who approves personal data', 'personal-data', ['          - jobRole: dpo\n', '']],
    ['more personal data for the circle alone', 'ordinary', ['[customer_reader]', '[customer_reader, more]']],
    ['a second system', 'ordinary', [SYSTEM, OTHER_SYSTEM + SYSTEM]],
  ])('%s is %s', (_, reach, ...replacements) =>
    expect(reachTo(stateOf(changed(...replacements)))).toBe(reach),
  );

  it('of more approvals is ordinary, and of bringing somebody of the circle back the circle', () => {
    const loose = stateOf(
      changed(['jobRoles:\n', 'ruleChanges: { withoutApproval: ordinary }\njobRoles:\n']),
    );
    expect(reachTo(small, loose)).toBe('ordinary');
    expect(reachTo(small, stateOf(changed(['name: Hugo,', 'name: Hugo, status: suspended,'])))).toBe(
      'circle',
    );
    expect(
      reachTo(small, settle(small, stateOf(changed(['name: Hugo,', 'name: Hugo, status: left,'])))),
    ).toBe('circle');
  });

  it('of a right moved to where personal data is kept, or of a system that becomes another name for it, is personal data', () => {
    const elsewhere = [
      [SYSTEM, OTHER_SYSTEM + SYSTEM],
      [METRICS, METRICS_ELSEWHERE],
    ] as const;
    const apart = stateOf(changed(...elsewhere));
    expect(reachTo(small, apart)).toBe('personal-data');
    const same = stateOf(changed(...elsewhere, ['env:OTHER', 'env:TARGET_URL']));
    // A new system is reached in the same way as the old one: rights there are rights here.
    expect(reachTo(same, apart)).toBe('personal-data');
    expect(reachTo(apart, small)).toBe('ordinary');
  });

  it('of a second account that is no longer one of the CTO is the circle: it could approve for itself', () => {
    const tied = stateOf(changed([MILAN, 'jobRoles: [engineer], manager: lea, secondAccountOf: hugo }']));
    expect(reachTo(small, tied)).toBe('circle');
  });
});

describe('who leaves', () => {
  it('takes no new address along that nobody saw', () => {
    const left = stateOf(changed(['name: Hugo, email: hugo@', 'name: Hugo, status: left, email: evil@']));
    expect(planChanges(small, left).map(({ sentence }) => sentence)).toEqual([
      'Hugo (hugo) leaves: sessions, access and the right to approve end at once',
      'Hugo: e-mail address “hugo@test.example” → “evil@test.example”',
    ]);
    expect(reachTo(left)).toBe('circle');
    expect(settle(small, left).people.get('hugo')?.jobRoles).toEqual([]);
  });
});

describe('who gains', () => {
  it.each<[string, string[], ...(readonly [string, string])[]]>([
    ['a longer duration: whoever may ask', ['hugo', 'lea'], ['maximum: 2h', 'maximum: 4h']],
    ['other words: nobody', [], ['description: Look into a customer.', 'description: Look.']],
    [
      'more to open: whoever may ask',
      ['milan'],
      ['memberOf: [metrics_reader]', 'memberOf: [metrics_reader, more]'],
    ],
    [
      'a profile for more: they alone',
      ['lea'],
      ['eligibleJobRoles: [engineer]', 'eligibleJobRoles: [engineer, tech-lead]'],
    ],
    ['an owner: that person', ['lea'], ['owners: [hugo]', 'owners: [hugo, lea]']],
    ['what takes away: nobody', [], ['maximum: 2h', 'maximum: 1h']],
    [
      'a job role: the human being with every account',
      ['ada', 'milan'],
      [
        MILAN,
        'jobRoles: [tech-lead], manager: lea }\n  ada: { name: Ada, email: ada@test.example, secondAccountOf: milan }',
      ],
    ],
    [
      'a second account: both ends of it',
      ['hugo', 'milan'],
      [MILAN, 'jobRoles: [engineer], manager: lea, secondAccountOf: hugo }'],
    ],
  ])('%s', (_, expected, ...replacements) =>
    expect(gainers(stateOf(changed(...replacements)))).toEqual(expected),
  );
});

/** What has to be approved twice, told without the plan: who is named for what, at which address, tied to whom. */
function circleOf({ people }: PolicyState): Set<string> {
  const guarded = (person: PersonState | undefined): boolean =>
    person !== undefined && person.status === 'active' && person.jobRoles.some(isGivenByFileAlone);
  return new Set(
    [...people].flatMap(([handle, person]) => {
      const tied = guarded(person) || guarded(people.get(person.secondAccountOf ?? ''));
      const human = tied && person.secondAccountOf !== null ? [`${handle} is ${person.secondAccountOf}`] : [];
      if (!guarded(person)) return human;
      const roles = person.jobRoles.filter(isGivenByFileAlone).map((jobRole) => `${handle} as ${jobRole}`);
      return [...roles, `${handle} at ${person.email}`, ...human];
    }),
  );
}

describe('I18 any sequence of changes', () => {
  const HANDLES = ['hugo', 'lea', 'ines', 'milan'] as const;
  const ROLES = ['cto', 'tech-lead', 'dpo', 'engineer'] as const;
  const person = fc.record({
    name: fc.constant('Somebody'),
    email: fc.constantFrom('a@test.example', 'b@test.example'),
    status: fc.constantFrom('active' as const, 'suspended' as const, 'left' as const),
    jobRoles: fc.subarray([...ROLES]).map((roles) => [...roles].sort()),
    manager: fc.constant(null),
    secondAccountOf: fc.constantFrom(null, ...HANDLES),
    prerequisites: fc.constant({}),
  });
  const policy = fc
    .tuple(
      fc.dictionary(fc.constantFrom(...HANDLES), person),
      fc.record({
        circleDelay: fc.constantFrom(3_600, 86_400),
        withoutApproval: fc.constantFrom('narrowing' as const, 'ordinary' as const),
      }),
    )
    .map(([people, ruleChanges]): PolicyState => ({
      ...small,
      ruleChanges,
      people: new Map(Object.entries(people)),
    }));

  it('that needs no two approvals never adds to the circle, however it is cut into steps', () => {
    let small = 0;
    let refused = 0;
    const run = (start: PolicyState, steps: readonly PolicyState[]): void => {
      let current = start;
      for (const next of steps) {
        if (reachTo(next, current) === 'circle') refused += 1;
        else {
          current = settle(current, next);
          small += 1;
        }
        const before = circleOf(start);
        for (const fact of circleOf(current)) expect([...before]).toContain(fact);
        expect(current.ruleChanges!.circleDelay).toBeGreaterThanOrEqual(start.ruleChanges!.circleDelay);
        if (start.ruleChanges!.withoutApproval === 'narrowing')
          expect(current.ruleChanges!.withoutApproval).toBe('narrowing');
      }
    };
    fc.assert(fc.property(policy, fc.array(policy, { maxLength: 6 }), run), { numRuns: 200 });
    // Certain whatever chance brings: one step that takes away, and one that adds.
    const without = {
      ...small0(),
      people: new Map([...small0().people].filter(([handle]) => handle !== 'lea')),
    };
    run(small0(), [without, small0()]);
    expect([small > 0, refused > 0]).toEqual([true, true]);
  });
});

const small0 = (): PolicyState => small;

describe('I18 any sequence of changes of what is labelled', () => {
  const SYSTEMS = ['here', 'there'] as const;
  const target = fc.constantFrom('env:A', 'env:B');
  const entitlement = fc.record({
    system: fc.constantFrom(...SYSTEMS),
    name: fc.constant('Right'),
    description: fc.constant('A right.'),
    personalData: fc.boolean(),
    settings: fc.record({ role: fc.constantFrom('reader', 'writer') }),
    retired: fc.constant(false),
  });
  const policy = fc
    .tuple(target, target, fc.dictionary(fc.constantFrom('one', 'two', 'three'), entitlement))
    .map(([here, there, entitlements]) => labelledState({ here, there }, entitlements));

  /** Which rights nobody keeps in the circle, at which target. */
  const unlabelledIn = ({ systems, entitlements }: PolicyState): Set<string> =>
    new Set(
      [...entitlements.values()]
        .filter(({ retired, personalData }) => !retired && !personalData)
        .map(({ system, settings }) => `${systems.get(system)!.credential} ${String(settings['role'])}`),
    );
  const keptIn = ({ systems, entitlements }: PolicyState): Set<string> =>
    new Set(
      [...entitlements.values()]
        .filter(({ personalData }) => personalData)
        .map(({ system }) => systems.get(system)!.credential),
    );

  it('that the data protection officer never saw opens nothing more to everybody where personal data is kept', () => {
    let seen = 0;
    const run = (start: PolicyState, steps: readonly PolicyState[]): void => {
      let current = start;
      for (const next of steps) {
        if (reachTo(next, current) === 'personal-data') seen += 1;
        else current = settle(current, next);
        const [kept, before] = [keptIn(start), unlabelledIn(start)];
        for (const right of unlabelledIn(current)) {
          if (kept.has(right.split(' ')[0])) expect([...before]).toContain(right);
        }
      }
    };
    fc.assert(fc.property(policy, fc.array(policy, { maxLength: 6 }), run), { numRuns: 300 });
    const certain = seen + 1;
    const right = { name: 'Right', description: 'A right.', settings: { role: 'reader' }, retired: false };
    const labelled = { ...right, system: 'here', personalData: true };
    const targets = { here: 'env:A', there: 'env:B' };
    run(labelledState(targets, { one: labelled }), [
      labelledState(targets, { one: { ...labelled, personalData: false } }),
    ]);
    // What takes two steps: away with what is labelled, and then another right in its place.
    const moved = { ...labelled, system: 'there' };
    run(labelledState(targets, { one: labelled }), [
      labelledState(targets, { one: moved }),
      labelledState(targets, { one: moved, two: { ...labelled, personalData: false } }),
    ]);
    expect(seen).toBe(certain + 2);
  });
});

/** The small policy with these targets and rights, and nothing that bundles them. */
const labelledState = (
  targets: Readonly<Record<string, string>>,
  entitlements: Readonly<Record<string, EntitlementState>>,
): PolicyState => ({
  ...small,
  systems: new Map(
    Object.entries(targets).map(([key, credential]) => [
      key,
      {
        name: key,
        kind: 'postgres',
        environment: 'staging',
        owners: [],
        credential,
        settings: {},
        retired: false,
      },
    ]),
  ),
  entitlements: new Map(Object.entries(entitlements)),
  accessProfiles: new Map(),
});
