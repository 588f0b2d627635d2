import { TargetError } from '../connector';
import { awsFailure, awsNameOf, refusedAt } from './aws-failure';

const fromAws = (name: string, message = 'said by AWS', status = 400): Error =>
  Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status },
    $response: { headers: { date: 'Fri, 01 May 2026 12:00:00 GMT' } },
  });
const fromNetwork = (code: string): Error => Object.assign(new Error('connect to canary'), { code });

describe('awsFailure', () => {
  it.each([
    [fromAws('AccessDenied'), 'rights_missing'],
    [fromAws('AccessDeniedException'), 'rights_missing'],
    [fromAws('ThrottlingException'), 'unreachable'],
    [fromAws('ExpiredTokenException'), 'refused'],
    [fromAws('SignatureDoesNotMatch'), 'refused'],
    [fromAws('NoSuchEntityException'), 'refused'],
    [fromAws('PackedPolicyTooLargeException'), 'refused'],
    [fromAws('InternalFailure', '', 500), 'unreachable'],
    [fromAws('SomethingNew'), 'unexpected'],
    [fromAws('TimeoutError'), 'timeout'],
    [fromAws('AbortError'), 'timeout'],
    [fromNetwork('ECONNREFUSED'), 'unreachable'],
    [fromNetwork('ECONNRESET'), 'unreachable'],
    [fromNetwork('ENOTFOUND'), 'unreachable'],
    [fromNetwork('ETIMEDOUT'), 'timeout'],
    [fromNetwork('CERT_HAS_EXPIRED'), 'refused'],
    [new Error('AWS SDK error wrapper for Error: connect ECONNREFUSED 127.0.0.1:9'), 'unreachable'],
    ['a text', 'unexpected'],
  ])('%s is %s', (error, code) => {
    const failure = awsFailure(error);
    expect(failure).toBeInstanceOf(TargetError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(/^[A-Z].+\.$/s) });
  });

  it('repeats AWS where its words help, and never a value that was refused', () => {
    expect(
      awsFailure(fromAws('AccessDenied', 'User: x is not authorized to perform: iam:GetRole')).message,
    ).toBe(
      'The broker lacks a right at AWS: User: x is not authorized to perform: iam:GetRole (AccessDenied).',
    );
    const echo = "1 validation error detected: Value 'canary' at 'externalId' failed";
    expect(awsFailure(fromAws('ValidationError', echo)).message).not.toContain('canary');
    expect(
      awsFailure(fromAws('SignatureDoesNotMatch', 'the canonical string was canary')).message,
    ).not.toContain('canary');
    expect(awsFailure(fromAws('SomethingNew', 'canary')).message).not.toContain('canary');
  });

  it('keeps AWS’s name and clock, since a refusal is an answer too', () => {
    const failure = awsFailure(fromAws('NoSuchEntityException'));
    expect(awsNameOf(failure)).toBe('NoSuchEntity');
    expect(refusedAt(failure)).toEqual(new Date('2026-05-01T12:00:00Z'));
    expect(awsNameOf(new Error('x'))).toBeUndefined();
    expect(awsFailure(failure)).toBe(failure);
  });
});
