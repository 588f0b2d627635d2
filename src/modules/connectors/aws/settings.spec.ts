import { DomainError } from '../../../kernel';
import { endsNothing } from '../every-connector';
import { ManualClock } from '../../../kernel';
import { AwsConnector } from './aws.connector';
import { sizeAtWorst } from './session-policy';
import { entitlementSettings } from './settings';

const ROLE = 'arn:aws:iam::111122223333:role/customer-reader';
const connector = new AwsConnector(new ManualClock(), endsNothing);
const statement = (differing: object): object => ({
  Effect: 'Allow',
  Action: 's3:*',
  Resource: '*',
  ...differing,
});
const sentence = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    if (error instanceof DomainError) return error.detail;
    throw error;
  }
  return '';
};
const ofEntitlement = (settings: object): string =>
  sentence(() => connector.checkEntitlementSettings({ roleArn: ROLE, ...settings }));

describe('AWS settings', () => {
  it.each([
    [{}, 'region'],
    [{ region: 'Paris' }, 'region such as eu-west-3'],
    [{ region: 'eu-west-3', externalId: 'a b' }, 'externalId must be'],
    [{ region: 'eu-west-3', endpoints: { sts: 'ftp://x' } }, 'endpoints.sts must be'],
    [{ region: 'eu-west-3', secretAccessKey: 'x' }, 'secretAccessKey'],
    [{ region: 'cn-north-1' }, 'partition must be aws-cn for the region cn-north-1'],
    [{ region: 'us-gov-west-1', partition: 'aws-cn' }, 'partition must be aws-us-gov'],
    [{ region: 'eu-west-3', partition: 'aws-us-gov' }, 'partition must be aws for'],
  ])('of a system: %j is refused', (settings, words) => {
    expect(sentence(() => connector.checkSystemSettings(settings))).toContain(words);
  });

  it.each([
    [{ roleArn: 'customer-reader' }, 'roleArn must be the ARN of a role'],
    [{ roleArn: 'arn:aws:iam::111122223333:user/x' }, 'roleArn must be the ARN of a role'],
    [{ maxSession: 600 }, 'maxSession'],
    [{ maxSession: 43_201 }, 'maxSession'],
    [{ maxSession: 7_200, chained: true }, 'maxSession must be at most 3600'],
    [{ sessionPolicy: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }, 'sessionPolicy allows nothing'],
    [{ sessionPolicy: [{ Effect: 'Allow', Action: 's3:*', Principal: '*' }] }, 'Principal'],
    [{ sessionPolicy: [statement({ Sid: 'a-b' })] }, 'letters and digits'],
    [{ sessionPolicy: [statement({ Sid: 'A' }), statement({ Sid: 'A' })] }, 'two statements alike'],
    [{ sessionPolicy: [statement({ Action: undefined })] }, 'either Action or NotAction'],
    [{ sessionPolicy: [statement({ NotAction: 'iam:*' })] }, 'either Action or NotAction'],
    [{ sessionPolicy: [statement({ Resource: undefined })] }, 'either Resource or NotResource'],
    [{ sessionPolicy: [statement({ NotResource: '*' })] }, 'either Resource or NotResource'],
    [{ sessionPolicy: [statement({ Resource: 'arn:aws:s3:::œuvres/*' })] }, 'only those up to ÿ'],
    [{ managedPolicyArns: ['ReadOnlyAccess'] }, 'managedPolicyArns.0 must be the ARN of a policy'],
  ])('of an entitlement: %j is refused', (settings, words) => {
    expect(ofEntitlement(settings)).toContain(words);
  });

  it('take China and GovCloud by their regions, and a letter of Latin-1', () => {
    for (const [region, partition] of [
      ['cn-north-1', 'aws-cn'],
      ['us-gov-east-1', 'aws-us-gov'],
      ['eu-west-3', undefined],
    ])
      expect(sentence(() => connector.checkSystemSettings({ region, partition }))).toBe('');
    expect(ofEntitlement({ sessionPolicy: [statement({ Resource: 'arn:aws:s3:::données/*' })] })).toBe('');
  });

  it('take roles with paths, and in each partition', () => {
    for (const roleArn of [
      ROLE,
      'arn:aws-us-gov:iam::111122223333:role/team/readers/customer-reader',
      'arn:aws-cn:iam::111122223333:role/x',
    ])
      expect(ofEntitlement({ roleArn })).toBe('');
  });

  it('refuse statements that cannot fit, before anybody asks or approves, and take the last that do', () => {
    const withResource = (length: number) => ({
      roleArn: ROLE,
      restrictToAddress: true,
      sessionPolicy: [{ Effect: 'Allow', Action: 's3:*', Resource: 'x'.repeat(length) }],
    });
    const base = sizeAtWorst(entitlementSettings.parse(withResource(1))) - 1;

    expect(ofEntitlement(withResource(2_048 - base))).toBe('');
    expect(ofEntitlement(withResource(2_049 - base))).toContain('sessionPolicy comes to 2049 characters');
    const managed = { managedPolicyArns: [`arn:aws:iam::aws:policy/${'p'.repeat(100)}`] };
    expect(ofEntitlement({ ...withResource(2_048 - base), ...managed })).toContain('and AWS takes 2048');
  });
});
