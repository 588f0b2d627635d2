import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  changed,
  faultsOf,
  placeOf,
  policyFileOf,
  SMALL_POLICY,
} from '../../../../test/builders/policy-file';
import { policyFileJsonSchema } from './policy-file.schema';

const ROOT = join(__dirname, '..', '..', '..', '..');

/** [what stands in the file, what is written instead, path, part of the sentence] */
const WRONG: readonly (readonly [string, string, string, RegExp])[] = [
  ['version: 1', 'version: 2', 'version', /Write `1`/],
  ['version: 1', 'version: "1"', 'version', /Write `1`/],
  ['dpoContact: dpo@test.example', 'dpoContact: nobody', 'organisation.dpoContact', /no e-mail address/],
  ['name: Hugo,', 'name: 42,', 'people.hugo.name', /in quotes/],
  ['name: Hugo,', 'name: "  ",', 'people.hugo.name', /Write something here/],
  ['name: Hugo,', 'name: "Hu\\ngo",', 'people.hugo.name', /on one line/],
  ['name: Hugo,', 'name: "Hu\\u202Ego",', 'people.hugo.name', /control character/],
  ['name: Hugo,', 'name: "\\e[31mHugo",', 'people.hugo.name', /control character/],
  ['name: Hugo,', `name: ${'x'.repeat(121)},`, 'people.hugo.name', /at most 120/],
  ['jobRoles: [cto]', 'jobRoles: cto', 'people.hugo.jobRoles', /a list .* and is a text/],
  ['hugo: { name', 'Hugo: { name', 'people.Hugo', /lower-case letters/],
  ['hugo: { name', 'hugo_b: { name', 'people.hugo_b', /lower-case letters/],
  ['hugo: { name', 'hügo: { name', 'people.hügo', /lower-case letters/],
  ['training: 2025-03-03', 'training: 2025-02-30', 'people.lea.prerequisites.training', /no date/],
  ['training: 2025-03-03', 'training: 3 March 2025', 'people.lea.prerequisites.training', /no date/],
  ['kind: postgres', 'kind: mysql', 'systems.customer-db.kind', /Write `postgres`/],
  [
    'environment: production',
    'environment: live',
    'systems.customer-db.environment',
    /`production` or `staging`/,
  ],
  ['owners: [hugo]', 'owners: []', 'systems.customer-db.owners', /at least one/],
  [
    'memberOf: [customer_reader]',
    `memberOf: [${'ü'.repeat(32)}]`,
    'entitlements.reader.settings.memberOf[0]',
    /63/,
  ],
  ['default: 30m', 'default: 30', 'accessProfiles.read.duration.default', /in quotes/],
  ['default: 30m', 'default: 1.5h', 'accessProfiles.read.duration.default', /`1h30m`/],
  ['default: 30m', 'default: -5m', 'accessProfiles.read.duration.default', /`1h30m`/],
  ['default: 30m', 'default: 30s', 'accessProfiles.read.duration.default', /between 1m and 7d/],
  ['maximum: 2h', 'maximum: 8d', 'accessProfiles.read.duration.maximum', /between 1m and 7d/],
  ['maxAge: 12 months', 'maxAge: a year', 'accessProfiles.read.prerequisites[0].maxAge', /no age/],
  ['otherOfCircle: true', 'otherOfCircle: false', 'accessProfiles.read.approvals[0].by[0]', /Write one of/],
  ['- otherOfCircle: true', '- dpo', 'accessProfiles.read.approvals[0].by[0]', /Write one of/],
  [
    '- by:\n          - other',
    '- count: 0\n        by:\n          - other',
    'accessProfiles.read.approvals[0].count',
    /at least 1/,
  ],
  [
    '- by:\n          - other',
    '- count: .nan\n        by:\n          - other',
    'accessProfiles.read.approvals[0].count',
    /number/,
  ],
  [
    'purpose: Finding faults.',
    'purpose: Finding faults.\n    stepUpMaxAge: 6m',
    'accessProfiles.read.stepUpMaxAge',
    /between 30s and 5m/,
  ],
  [
    'purpose: Finding faults.',
    'purpose: Finding faults.\n    minimumJustification: 1e9',
    'accessProfiles.read.minimumJustification',
    /at most 500/,
  ],
];

describe('schema of the policy file', () => {
  it('accepts the small file as it is', () => expect(faultsOf(SMALL_POLICY)).toEqual([]));

  it.each(WRONG)('%j may not read %j', (from, to, path, sentence) => {
    const faults = faultsOf(changed([from, to]));
    expect(faults).toContainEqual(
      expect.objectContaining({ path, sentence: expect.stringMatching(sentence) as string }),
    );
    const { line } = placeOf(SMALL_POLICY, from);
    expect(faults[0].line - line).toBeGreaterThanOrEqual(0);
    expect(faults[0].line - line).toBeLessThan(to.split('\n').length);
  });

  it('points at the value', () => {
    const text = changed(['default: 30m', 'default: 1.5h']);
    expect(faultsOf(text)).toEqual([expect.objectContaining(placeOf(text, '1.5h'))]);
  });

  it('names a field that it does not know, and the one that was meant', () => {
    const text = changed(['    manager: hugo\n', '    manger: hugo\n']);
    expect(faultsOf(text)).toEqual([
      {
        ...placeOf(text, 'manger'),
        path: 'people.lea.manger',
        code: 'policy_file.unknown_field',
        sentence: 'There is no field `manger` here. Did you mean `manager`?',
      },
    ]);
  });

  it('lists the fields where none was near', () => {
    const [fault] = faultsOf(changed(['owners: [hugo]', 'owners: [hugo]\n    status: live']));
    expect(fault.sentence).toMatch(/Known here: name, environment, owners, credential, kind, settings\./);
  });

  it('points at the entry in which a field is missing', () => {
    const text = changed(['    owners: [hugo]\n', '']);
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({
        ...placeOf(text, 'customer-db:'),
        path: 'systems.customer-db.owners',
        code: 'policy_file.missing',
        sentence: '`owners` is missing.',
      }),
    ]);
  });

  it('takes a field without a value for a missing one', () => {
    expect(faultsOf(changed(['purpose: Planning.', 'purpose:']))).toEqual([
      expect.objectContaining({ path: 'accessProfiles.count.purpose', sentence: '`purpose` is missing.' }),
    ]);
  });

  it.each(['postgres://broker:hunter2@db/x', 'hunter2', 'env:lower', 'file:relative', 'env:', 'vault:x'])(
    'I17 refuses %j for a credential and never repeats it',
    (credential) => {
      const faults = faultsOf(changed(['credential: env:TARGET_URL', `credential: "${credential}"`]));
      expect(faults).toEqual([
        expect.objectContaining({
          path: 'systems.customer-db.credential',
          sentence: expect.stringContaining('never the secret itself') as string,
        }),
      ]);
      expect(JSON.stringify(faults)).not.toContain('hunter2');
    },
  );

  it('fills in defaults that are safe', () => {
    const { accessProfiles, entitlements, people } = policyFileOf(SMALL_POLICY);
    expect(accessProfiles.read).toMatchObject({
      duration: { minimum: 300, default: 1_800, maximum: 7_200 },
      claimWindow: 28_800,
      startAhead: 604_800,
      minimumJustification: 20,
      stepUpMaxAge: 300,
      approvals: [{ count: 1 }],
      notTogetherWith: [],
    });
    expect(entitlements.reader.settings).toMatchObject({ readOnly: true, statementTimeout: 300 });
    expect(people.hugo).toMatchObject({ status: 'active', prerequisites: {} });
  });

  it('writes names in one way, whichever keyboard typed them', () => {
    expect(policyFileOf(changed(['name: Léa', 'name: " Le\\u0301a "'])).people.lea.name).toBe('L\u00e9a');
    expect(policyFileOf(changed(['email: lea@test', 'email: LEA@Test'])).people.lea.email).toBe(
      'lea@test.example',
    );
  });
});

describe('schema for editors', () => {
  it('is committed as it is generated (npm run schema)', () => {
    const committed: unknown = JSON.parse(readFileSync(join(ROOT, 'sallyport.schema.json'), 'utf8'));
    expect(committed).toEqual(policyFileJsonSchema());
  });

  it('explains every field', () => {
    const silent: string[] = [];
    const look = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties } = node as {
        properties?: Record<string, { description?: string; properties?: object }>;
      };
      for (const [name, field] of Object.entries(properties ?? {})) {
        if (field.description === undefined && field.properties === undefined) silent.push(`${path}.${name}`);
      }
      for (const [name, inner] of Object.entries(node)) look(inner, `${path}.${name}`);
    };
    look(policyFileJsonSchema(), '');
    expect(silent).toEqual([]);
  });

  it('has no field that docs/policy-file.md leaves out', () => {
    const manual = readFileSync(join(ROOT, 'docs', 'policy-file.md'), 'utf8');
    const names = new Set<string>();
    JSON.parse(JSON.stringify(policyFileJsonSchema()), (name, value: unknown) => {
      if (name === 'properties') for (const field of Object.keys(value as object)) names.add(field);
      return value;
    });
    expect(names.size).toBeGreaterThan(50);
    expect([...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(manual))).toEqual([]);
  });

  it('is what the demonstration file points its editor at', () => {
    expect(readFileSync(join(ROOT, 'sallyport.yaml'), 'utf8')).toContain('$schema=./sallyport.schema.json');
  });
});
