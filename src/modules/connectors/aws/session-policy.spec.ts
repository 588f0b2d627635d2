import { evaluate } from '../../../../test/peers/aws/evaluate-policy';
import { parsePolicy } from '../../../../test/peers/aws/policy-document';
import { instant, sessionPolicy, sizeAtWorst, type Narrowing } from './session-policy';

const END = new Date('2026-05-01T12:00:00.999Z');
const OPEN: Narrowing = { managedPolicyArns: [], restrictToAddress: false };
const verdict = (narrowing: Narrowing, context: Record<string, string>, action = 'sample:Read') =>
  evaluate([parsePolicy(sessionPolicy(narrowing, { end: END, address: '203.0.113.7' }))!], {
    action,
    resource: 'arn:aws:sample:::customers',
    context: { 'aws:currenttime': '2026-05-01T11:59:59Z', 'aws:viaawsservice': 'false', ...context },
  });

describe('the policy of a session', () => {
  it('I5 allows until the second of the end, and nothing from then on', () => {
    expect(verdict(OPEN, {})).toBe('allowed');
    expect(verdict(OPEN, { 'aws:currenttime': '2026-05-01T12:00:00Z' })).toBe('denied');
    expect(verdict(OPEN, { 'aws:currenttime': '2031-01-01T00:00:00Z' })).toBe('denied');
    expect(instant(END)).toBe('2026-05-01T12:00:00Z');
  });

  it('narrows to the entitlement’s statements, or to managed policies', () => {
    const narrow = { ...OPEN, sessionPolicy: [{ Effect: 'Allow', Action: 'sample:Read', Resource: '*' }] };

    expect(verdict(narrow, {})).toBe('allowed');
    expect(verdict(narrow, {}, 'sample:Write')).toBe('not-mentioned');
    expect(verdict({ ...OPEN, managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }, {})).toBe(
      'not-mentioned',
    );
  });

  it('denies other addresses where the entitlement wants it, but not to services that act for the session', () => {
    const bound = { ...OPEN, restrictToAddress: true };

    expect(verdict(bound, { 'aws:sourceip': '203.0.113.7' })).toBe('allowed');
    expect(verdict(bound, { 'aws:sourceip': '203.0.113.8' })).toBe('denied');
    expect(verdict(bound, { 'aws:sourceip': '10.0.0.1', 'aws:viaawsservice': 'true' })).toBe('allowed');
    expect(verdict(OPEN, { 'aws:sourceip': '203.0.113.8' })).toBe('allowed');
  });

  it('is never longer than it was reckoned to be', () => {
    for (const address of ['203.0.113.7', '2001:db8:85a3:8d3:1319:8a2e:370:7348', undefined]) {
      const bound = { ...OPEN, restrictToAddress: true, managedPolicyArns: ['arn:aws:iam::aws:policy/X'] };
      expect(sessionPolicy(bound, { end: END, address }).length).toBeLessThanOrEqual(sizeAtWorst(bound));
    }
  });
});
