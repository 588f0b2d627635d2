import { changed, faultsOf, policyFileOf } from '../../../../test/builders/policy-file';

const ROLE = 'arn:aws:iam::111122223333:role/customer-reader';
const DOCUMENTS = `    personalData: true
    settings: { roleArn: '${ROLE}' }`;

/** The small policy with an AWS account in it, and two entitlements of one role there. */
const withAccount = (...replacements: (readonly [string, string])[]): string =>
  replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`The policy has no “${from}”.`);
      return text.replace(from, to);
    },
    changed([
      'entitlements:\n',
      `  account:
    name: Account
    kind: aws
    environment: production
    owners: [hugo]
    credential: default-chain
    settings: { region: eu-west-3 }
entitlements:
  documents:
    system: account
    name: Read documents
    description: Reads documents.
${DOCUMENTS}
  figures:
    system: account
    name: Read figures
    description: Reads figures.
    personalData: false
    settings:
      roleArn: ${ROLE}
      sessionPolicy: [{ Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::figures/*' }]
`,
    ]),
  );
const told = (text: string): string[] => faultsOf(text).map(({ path, sentence }) => `${path}: ${sentence}`);

describe('an AWS account in the policy file', () => {
  it('is sound, with defaults that are safe', () => {
    const { systems, entitlements } = policyFileOf(withAccount());

    expect(systems.account).toMatchObject({
      credential: 'default-chain',
      settings: { partition: 'aws', clockTolerance: 5, endpoints: {} },
    });
    expect(entitlements.documents.settings).toEqual({
      roleArn: ROLE,
      maxSession: 3_600,
      chained: false,
      managedPolicyArns: [],
      restrictToAddress: false,
      probe: false,
      console: false,
    });
  });

  it.each([
    ['region: eu-west-3', 'zone: a', 'systems.account.settings.zone: There is no field `zone` here.'],
    [
      'region: eu-west-3',
      'region: Paris',
      'systems.account.settings: The AWS settings of the system are wrong: region',
    ],
    [
      `roleArn: '${ROLE}'`,
      `roleArn: '${ROLE}', maxSesion: 1h`,
      'maxSesion: There is no field `maxSesion` here. Did you mean `maxSession`?',
    ],
    [
      `roleArn: '${ROLE}'`,
      `roleArn: '${ROLE}', maxSession: 5m`,
      'entitlements.documents.settings.maxSession: ',
    ],
    [
      `roleArn: '${ROLE}'`,
      'roleArn: reader',
      'entitlements.documents.settings: The AWS settings of the entitlement are wrong: roleArn',
    ],
    [
      `{ roleArn: '${ROLE}' }`,
      '{ database: x, memberOf: [y] }',
      'entitlements.documents.settings: The AWS settings of the entitlement are wrong',
    ],
    [
      `{ roleArn: '${ROLE}' }`,
      '{ memberOf: [y] }',
      'entitlements.documents.settings.database: `database` is missing.',
    ],
    [
      "Resource: 'arn:aws:s3:::figures/*'",
      `Resource: 'arn:aws:s3:::figures/${'x'.repeat(2_000)}'`,
      'entitlements.figures.settings: The AWS settings of the entitlement are wrong: sessionPolicy comes to',
    ],
  ])('%s → %s', (from, to, words) => {
    expect(told(withAccount([from, to])).join('\n')).toContain(words);
  });

  it('I17 takes no key for a credential, and does not repeat it', () => {
    const faults = told(withAccount(['credential: default-chain', 'credential: AKIACANARY']));
    expect(faults).toEqual([expect.stringContaining('never the secret itself')]);
    expect(faults.join()).not.toContain('CANARY');
    expect(told(changed(['credential: env:TARGET_URL', 'credential: default-chain']))).toHaveLength(1);
  });

  it('I18 cannot reach a role of personal data through an entitlement that keeps quiet about it, unless it is narrowed', () => {
    expect(told(withAccount())).toEqual([]);
    const open = withAccount([
      `      sessionPolicy: [{ Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::figures/*' }]\n`,
      '',
    ]);
    expect(told(open)).toEqual([
      expect.stringContaining(
        'entitlements.figures.settings.roleArn: `arn:aws:iam::111122223333:role/customer-reader` reaches',
      ),
    ]);
  });
});
