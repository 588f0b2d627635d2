import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changed, policyFileOf, SMALL_POLICY } from '../../../../test/builders/policy-file';
import { withProvider } from '../../../../test/builders/identity-providers';
import type { Change } from './change';
import { planChanges } from './plan';
import { desiredState, type PolicyState } from './policy-state';
import { settle } from './settle';

const NOTHING_YET: PolicyState = {
  organisation: undefined,
  ruleChanges: undefined,
  jobRoles: new Map(),
  groups: new Map(),
  elsewhere: new Map(),
  people: new Map(),
  identityProviders: new Map(),
  slackWorkspaces: new Map(),
  processingActivities: new Map(),
  systems: new Map(),
  entitlements: new Map(),
  accessProfiles: new Map(),
};

const stateOf = (text: string): PolicyState => desiredState(policyFileOf(text));
const small = stateOf(SMALL_POLICY);
const changesTo = (text: string, from: PolicyState = small): Change[] => planChanges(from, stateOf(text));
const told = (...replacements: (readonly [string, string])[]): string[] =>
  changesTo(changed(...replacements)).map(({ sentence }) => sentence);

/** The small file without the lines of one entry. */
const without = (entry: RegExp, text = SMALL_POLICY): string => {
  if (!entry.test(text)) throw new Error(`No ${String(entry)} in the text.`);
  return text.replace(entry, '');
};
const COUNT = /  count:[^]*$/;
const MILAN = /  milan: .*\n/;

describe('plan of changes', () => {
  it('is empty where the file says what is', () => expect(changesTo(SMALL_POLICY)).toEqual([]));

  describe('for identity providers', () => {
    const provided = stateOf(withProvider());
    const toldOf = (text: string): string[] => changesTo(text, provided).map(({ sentence }) => sentence);

    it('tells when one comes, goes and returns', () => {
      expect(changesTo(withProvider()).map(({ sentence }) => sentence)).toEqual([
        '“Google Workspace” may vouch for sign-ins: https://accounts.google.com',
      ]);
      expect(toldOf(SMALL_POLICY)).toEqual([
        '“Google Workspace” no longer vouches for sign-ins: sessions that began there end',
      ]);
      const retired = settle(provided, small);
      expect(changesTo(withProvider(), retired).map(({ sentence }) => sentence)).toEqual([
        '“Google Workspace” may vouch for sign-ins again',
      ]);
    });

    it.each<[string, string, string]>([
      ['name: Google Workspace', 'name: Google', '“Google”: name “Google Workspace” → “Google”'],
      ['clientId: sallyport', 'clientId: s', '“Google Workspace”: client id “sallyport” → “s”'],
      [
        'maxAge: 8h',
        'maxAge: 1h',
        '“Google Workspace”: age of a sign-in there at most 8 hours → at most 1 hour',
      ],
      [
        'amr: [mfa]',
        'amr: [mfa, hwk]',
        'What “Google Workspace” calls hwk (amr) now counts as a second factor',
      ],
      ['amr: [mfa]', 'acr: [high]', 'What “Google Workspace” calls high (acr) now counts as a second factor'],
      ['[openid]', '[openid, email]', '“Google Workspace” is asked for the scope email'],
    ])('tells that %s became %s', (from, to, sentence) =>
      expect(toldOf(withProvider([from, to]))).toContain(sentence),
    );
  });

  it.each<[string, string, string]>([
    ['name: Test', 'name: Marelle', 'Organisation: name “Test” → “Marelle”'],
    ['title: tech lead', 'title: lead', 'Job role tech-lead: title “tech lead” → “lead”'],
    ['email: hugo@', 'email: h@', 'Hugo: e-mail address “hugo@test.example” → “h@test.example”'],
    ['name: Hugo', 'name: Hugo B', 'Hugo B: name “Hugo” → “Hugo B”'],
    ['    manager: hugo\n', '', 'Léa: manager Hugo → none'],
    ['    manager: hugo\n', '    manager: ines\n', 'Léa: manager Hugo → Ines'],
    [
      'training: 2025-03-03',
      'training: 2025-09-16',
      'Léa: security training 3 March 2025 → 16 September 2025',
    ],
    ['{ training: 2025-03-03 }', '{}', 'Léa: security training of 3 March 2025 is taken off the record'],
    ['owners: [hugo]', 'owners: [hugo, lea]', 'Léa becomes an owner of “Customer database”'],
    [
      'credential: env:TARGET_URL',
      'credential: file:/run/x',
      '“Customer database”: credential “env:TARGET_URL” → “file:/run/x”',
    ],
    [
      'memberOf: [metrics_reader]',
      'memberOf: [m, n]',
      '“Read metrics”: setting memberOf “metrics_reader” → “m”, “n”',
    ],
    ['maximum: 2h', 'maximum: 4h', '“Read customers”: maximum duration 2 hours → 4 hours'],
    [
      'eligibleJobRoles: [cto, tech-lead]',
      'eligibleJobRoles: [tech-lead]',
      '“Read customers” is no longer open to the job role CTO',
    ],
    [
      '[engineer]\n    duration',
      '[engineer, tech-lead]\n    duration',
      '“Count metrics” is now open to the job role tech lead',
    ],
    [
      'maxAge: 12 months',
      'maxAge: 6 months',
      '“Read customers”: age of the security training at most 12 months old → at most 6 months old',
    ],
    [
      'remedy: Ask Ines.',
      'remedy: Ask Hugo.',
      '“Read customers”: advice about the security training “Ask Ines.” → “Ask Hugo.”',
    ],
    [
      'purpose: Planning.',
      'purpose: Planning.\n    ticket: { pattern: A }',
      '“Count metrics”: ticket none → A (required)',
    ],
    [
      'purpose: Planning.',
      'purpose: Planning.\n    notTogetherWith: [read]',
      '“Count metrics” now excludes “Read customers”',
    ],
    [
      '          - jobRole: dpo\n',
      '          - person: ines\n',
      '“Read customers”: approvals one approver (the other person of the personal-data circle or the data protection officer) → one approver (the other person of the personal-data circle or Ines)',
    ],
  ])('tells that %j became %j', (from, to, sentence) => expect(told([from, to])).toContain(sentence));

  it('tells of a person who gains one job role and loses another', () => {
    expect(told(['jobRoles: [engineer], manager: lea', 'jobRoles: [dpo], manager: lea'])).toEqual([
      'Milan gains the job role data protection officer',
      'Milan loses the job role engineer',
    ]);
  });

  it('tells of people who come, are suspended, leave and return', () => {
    const gone = without(MILAN);
    expect(planChanges(stateOf(gone), small)).toEqual([
      expect.objectContaining({
        kind: 'add',
        key: 'milan',
        sentence: 'Milan (milan) joins as engineer, reached at milan@test.example',
      }),
    ]);
    expect(changesTo(gone)).toEqual([
      expect.objectContaining({
        kind: 'remove',
        sentence: 'Milan (milan) leaves: sessions, access and the right to approve end at once',
      }),
    ]);
    expect(planChanges(settle(small, stateOf(gone)), small).map(({ sentence }) => sentence)).toEqual([
      'Milan (milan) returns, reached at milan@test.example: begins without password, second factors and prerequisites of before',
      'Milan gains the job role engineer',
    ]);
    expect(told(['name: Milan,', 'name: Milan, status: suspended,'])).toEqual([
      'Milan: status active → suspended',
    ]);
    expect(told(['name: Milan,', 'name: Milan, status: left,'])).toEqual([
      expect.stringContaining('Milan (milan) leaves'),
    ]);
  });

  it('retires a profile that is taken out, and offers it again', () => {
    const retired = without(COUNT);
    expect(changesTo(retired)).toEqual([
      expect.objectContaining({ area: 'access-profile', kind: 'remove', key: 'count' }),
    ]);
    const settled = settle(small, stateOf(retired));
    expect(settled.accessProfiles.get('count')).toMatchObject({
      retired: true,
      rules: { eligibleJobRoles: ['engineer'] },
    });
    expect(planChanges(settled, small).map(({ sentence }) => sentence)).toEqual([
      'The access profile “Count metrics” is offered again',
    ]);
  });

  it('keeps a job role that a retired profile names, and drops one that nothing names', () => {
    const bare = without(/  engineer: .*\n/, without(MILAN, without(COUNT)));
    expect(settle(small, stateOf(bare)).jobRoles.has('engineer')).toBe(true);
    const unused = changed(['  engineer: {', '  intern: { title: intern }\n  engineer: {']);
    expect(changesTo(SMALL_POLICY, stateOf(unused))).toEqual([
      expect.objectContaining({ area: 'job-role', kind: 'remove', key: 'intern' }),
    ]);
  });

  it('keeps the order of what an approver reads and ignores the order of what is a set', () => {
    expect(told(['eligibleJobRoles: [cto, tech-lead]', 'eligibleJobRoles: [tech-lead, cto]'])).toEqual([]);
    expect(
      planChanges(
        stateOf(changed(['allows: [Read metrics]', 'allows: [a, b]'])),
        stateOf(changed(['allows: [Read metrics]', 'allows: [b, a]'])),
      ),
    ).toHaveLength(1);
  });

  it('never mixes values up with the words for them: once is not the absence of a requirement', () => {
    const once = changed(['{ kind: training, maxAge: 12 months }', '{ kind: training }']);
    expect(
      planChanges(stateOf(without(/ {4}prerequisites:\n.*12 months }\n/)), stateOf(once)).map(
        ({ sentence }) => sentence,
      ),
    ).toEqual(['“Read customers” now requires the security training (once)']);
  });

  it('sees through names that are the same: another manager called Hugo is another manager', () => {
    const twin = '  hugo-b: { name: Hugo, email: hb@test.example, jobRoles: [cto] }\n';
    const text = changed(['  lea:\n', `${twin}  lea:\n`]);
    expect(planChanges(stateOf(text), stateOf(text.replace('manager: hugo\n', 'manager: hugo-b\n')))).toEqual(
      [expect.objectContaining({ key: 'lea', field: 'manager', before: 'hugo', after: 'hugo-b' })],
    );
  });

  it('says of a new profile what data it opens, for whom, for how long and by whose leave', () => {
    const added = planChanges(stateOf(without(COUNT)), small).map(({ sentence }) => sentence);
    expect(added).toEqual([
      'The access profile “Count metrics” is new: no personal data, open to engineer, for at most 8 hours, ' +
        'approved by one approver (the manager of the requester)',
    ]);
    expect(planChanges(NOTHING_YET, small).map(({ sentence }) => sentence)).toEqual(
      expect.arrayContaining([
        'The system “Customer database” is new: postgres, production',
        'The entitlement “Read customers” is new: in “Customer database”, with personal data',
      ]),
    );
  });

  it('shows what the trail needs: field, before and after', () => {
    expect(changesTo(changed(['maximum: 2h', 'maximum: 4h']))).toEqual([
      expect.objectContaining({ field: 'duration.maximum', before: 7_200, after: 14_400, kind: 'change' }),
    ]);
  });
});

describe('any two policies', () => {
  const demo = readFileSync(join(__dirname, '..', '..', '..', '..', 'sallyport.yaml'), 'utf8');
  const states = [
    SMALL_POLICY,
    demo,
    without(COUNT),
    without(MILAN),
    without(MILAN, without(COUNT)),
    changed(['maximum: 2h', 'maximum: 4h'], ['name: Léa', 'name: Lea'], ['owners: [hugo]', 'owners: [ines]']),
  ].map(stateOf);
  const history = fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 5 });
  const after = (past: PolicyState[]): PolicyState => past.reduce(settle, NOTHING_YET);

  it('settle: what was applied once has nothing left to apply', () => {
    fc.assert(
      fc.property(history, (past) => {
        expect(planChanges(after(past), past.at(-1)!)).toEqual([]);
      }),
    );
  });

  it('differ exactly when there is something to write', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...states), (past, next) => {
        const current = after(past);
        const settled = settle(current, next);
        const same = planChanges(current, next).length === 0;
        expect(JSON.stringify(plain(current)) === JSON.stringify(plain(settled))).toBe(same);
      }),
    );
  });

  it('never lose a person, system, entitlement or profile that once was there', () => {
    fc.assert(
      fc.property(history, (past) => {
        const state = after(past);
        for (const then of past) {
          for (const section of ['people', 'systems', 'entitlements', 'accessProfiles'] as const) {
            for (const key of then[section].keys()) expect(state[section].has(key)).toBe(true);
          }
        }
      }),
    );
  });

  it('are told in the same order whatever the order of the file', () => {
    const { people, ...rest } = stateOf(demo);
    const turned: PolicyState = { ...rest, people: new Map([...people].reverse()) };
    expect(planChanges(NOTHING_YET, turned)).toEqual(planChanges(NOTHING_YET, stateOf(demo)));
  });
});

/** Maps as sorted lists, fields in one order. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, plain(inner)]);
}
