import { evaluate, type AskedAction } from './evaluate-policy';
import { parsePolicy, sizeOfPolicy, type PolicyDocument } from './policy-document';

const policy = (...statements: object[]): PolicyDocument =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))!;
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const denyWhen = (condition: object): PolicyDocument =>
  policy(ALL, { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition });
const asked = (over: Partial<AskedAction> = {}): AskedAction => ({
  action: 'sample:Read',
  resource: 'arn:aws:sample:::customers',
  context: {
    'aws:currenttime': '2026-05-01T12:00:00Z',
    'aws:tokenissuetime': '2026-05-01T11:00:00Z',
    'aws:userid': 'AROAEXAMPLE:sp_one',
    'aws:sourceip': '203.0.113.7',
  },
  ...over,
});

describe('the evaluation of policies', () => {
  it('allows what is named, and nothing else', () => {
    const reader = policy({ Effect: 'Allow', Action: 'sample:Re*', Resource: 'arn:aws:sample:::c?stomers' });

    expect(evaluate([reader], asked())).toBe('allowed');
    expect(evaluate([reader], asked({ action: 'SAMPLE:read' }))).toBe('allowed');
    expect(evaluate([reader], asked({ action: 'sample:Write' }))).toBe('not-mentioned');
    expect(evaluate([reader], asked({ resource: 'arn:aws:sample:::invoices' }))).toBe('not-mentioned');
    expect(evaluate([], asked())).toBe('not-mentioned');
  });

  it('lets a Deny win wherever it stands', () => {
    const nothing = policy({ Effect: 'Deny', Action: 'sample:*', Resource: '*' });

    expect(evaluate([nothing, policy(ALL)], asked())).toBe('denied');
    expect(evaluate([policy(ALL), nothing], asked())).toBe('denied');
    expect(evaluate([policy(ALL), nothing], asked({ action: 'iam:GetRole' }))).toBe('allowed');
  });

  it('reads NotAction and NotResource', () => {
    const but = policy({ Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:sample:::secret' });

    expect(evaluate([but], asked())).toBe('allowed');
    expect(evaluate([but], asked({ action: 'iam:GetRole' }))).toBe('not-mentioned');
    expect(evaluate([but], asked({ resource: 'arn:aws:sample:::secret' }))).toBe('not-mentioned');
  });

  it.each([
    [{ DateGreaterThanEquals: { 'aws:CurrentTime': '2026-05-01T12:00:00Z' } }, 'denied'],
    [{ DateGreaterThanEquals: { 'aws:CurrentTime': '2026-05-01T12:00:01Z' } }, 'allowed'],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-05-01T12:00:00Z' } }, 'allowed'],
    [{ DateLessThan: { 'aws:TokenIssueTime': '2026-05-01T11:00:00Z' } }, 'allowed'],
    [{ DateLessThan: { 'aws:TokenIssueTime': '2026-05-01T11:00:01Z' } }, 'denied'],
    [{ DateLessThanEquals: { 'aws:TokenIssueTime': '2026-05-01T11:00:00Z' } }, 'denied'],
    [{ StringLike: { 'aws:userid': ['*:sp_other', '*:sp_one'] } }, 'denied'],
    [{ StringLike: { 'aws:userid': '*:sp_two' } }, 'allowed'],
    [{ StringLike: { 'AWS:UserId': '*:sp_on?' } }, 'denied'],
    [{ StringEquals: { 'aws:userid': '*:sp_one' } }, 'allowed'],
    [{ StringNotLike: { 'aws:userid': '*:sp_one' } }, 'allowed'],
    [{ StringNotLike: { 'aws:userid': '*:sp_two' } }, 'denied'],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, 'denied'],
    [{ NotIpAddress: { 'aws:SourceIp': '203.0.113.7/32' } }, 'allowed'],
    [{ NotIpAddress: { 'aws:SourceIp': ['203.0.113.8/32', '2001:db8::/32'] } }, 'denied'],
    [{ StringEquals: { 'sts:ExternalId': 'x' } }, 'allowed'],
    [{ StringNotEquals: { 'sts:ExternalId': 'x' } }, 'denied'],
    [{ StringEqualsIfExists: { 'sts:ExternalId': 'x' } }, 'denied'],
    [{ Null: { 'sts:ExternalId': 'true' } }, 'denied'],
    [{ Null: { 'aws:userid': 'true' } }, 'allowed'],
    [
      {
        StringLike: { 'aws:userid': '*:sp_one' },
        DateLessThan: { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' },
      },
      'allowed',
    ],
  ])('%j: %s', (condition, verdict) => {
    expect(evaluate([denyWhen(condition)], asked())).toBe(verdict);
  });

  it('does not guess what an operator means', () => {
    expect(() => evaluate([denyWhen({ NumericLessThan: { 'x:y': '1' } })], asked())).toThrow(
      'NumericLessThan',
    );
  });

  it('compares who asks with whom a trust policy names', () => {
    const trust = (name: string): PolicyDocument =>
      policy({ Effect: 'Allow', Principal: { AWS: name }, Action: 'sts:AssumeRole' });
    const by = asked({ action: 'sts:AssumeRole', principal: 'arn:aws:iam::111122223333:user/broker' });

    expect(evaluate([trust('arn:aws:iam::111122223333:user/broker')], by)).toBe('allowed');
    expect(evaluate([trust('arn:aws:iam::111122223333:root')], by)).toBe('allowed');
    expect(evaluate([trust('111122223333')], by)).toBe('allowed');
    expect(evaluate([trust('arn:aws:iam::111122223333:user/other')], by)).toBe('not-mentioned');
    expect(evaluate([trust('arn:aws:iam::444455556666:root')], by)).toBe('not-mentioned');
  });

  it('calls malformed what AWS does', () => {
    for (const text of [
      '',
      '{}',
      '{"Version":"2012-10-17","Statement":[]}',
      '{"Version":"2012-10-17","Statement":{"Effect":"Maybe"}}',
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Sid":"a-b"}}',
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Because":"x"}}',
    ])
      expect(parsePolicy(text)).toBeUndefined();
    expect(sizeOfPolicy('{ "a":\n "b c" }')).toBe(10);
  });
});
