import { DatabaseError } from 'pg';

import { TargetError } from '../connector';
import { collided, sqlstateOf, targetFailure } from './target-failure';

function fromServer(
  sqlstate: string,
  message = 'near "SCRAM-SHA-256$canary"',
  detail?: string,
): DatabaseError {
  const error = new DatabaseError(message, message.length, 'error');
  error.code = sqlstate;
  if (detail !== undefined) error.detail = detail;
  return error;
}

const fromNetwork = (code: string, message = 'connect to canary'): Error =>
  Object.assign(new Error(message), { code });

describe('targetFailure', () => {
  it.each([
    [fromServer('28P01'), 'refused'],
    [fromServer('42501'), 'rights_missing'],
    [fromServer('57014'), 'timeout'],
    [fromServer('57P01'), 'unreachable'],
    [fromServer('53300'), 'refused'],
    [fromServer('42601'), 'unexpected'],
    [fromNetwork('ECONNREFUSED'), 'unreachable'],
    [fromNetwork('ENOTFOUND'), 'unreachable'],
    [fromNetwork('ETIMEDOUT'), 'timeout'],
    [fromNetwork('ERR_TLS_CERT_ALTNAME_INVALID'), 'refused'],
    [fromNetwork('SELF_SIGNED_CERT_IN_CHAIN'), 'refused'],
    [new Error('Connection terminated unexpectedly'), 'unreachable'],
    [new Error('Connection terminated due to connection timeout'), 'timeout'],
    [new Error('timeout exceeded when trying to connect'), 'timeout'],
    [new Error('Query read timeout'), 'timeout'],
    [new Error('The server does not support SSL connections'), 'refused'],
    [new Error('canary'), 'unexpected'],
    ['canary', 'unexpected'],
  ])('takes %p for %s', (error, code) => {
    expect(targetFailure(error)).toMatchObject({ name: 'TargetError', code });
  });

  it('I17 repeats what was said only where it cannot hold a statement', () => {
    const silent = [
      fromServer('42601'),
      fromServer('28P01'),
      fromServer('22023'),
      fromServer('57014'),
      fromNetwork('ECONNREFUSED'),
      new Error('canary'),
    ];
    for (const error of silent) {
      const failure = targetFailure(error);
      expect(failure.message + JSON.stringify(failure.cause)).not.toContain('canary');
    }
    expect(
      targetFailure(fromServer('42501', 'permission denied to create role', 'Ask your administrator.'))
        .message,
    ).toBe(
      'The broker lacks a right at the target: permission denied to create role. Ask your administrator. (SQLSTATE 42501).',
    );
  });

  it('keeps the SQLSTATE for the code that has to decide on it', () => {
    expect(sqlstateOf(targetFailure(fromServer('42710')))).toBe('42710');
    expect(sqlstateOf(targetFailure(fromNetwork('ECONNRESET')))).toBeUndefined();
    expect(sqlstateOf(new Error('not ours'))).toBeUndefined();
  });

  it('knows a collision from an internal error', () => {
    expect(collided(targetFailure(fromServer('XX000', 'tuple concurrently updated')))).toBe(true);
    expect(collided(targetFailure(fromServer('XX000', 'invalid page in block 7')))).toBe(false);
    expect(collided(targetFailure(fromServer('40P01')))).toBe(true);
    expect(collided(targetFailure(fromServer('42501')))).toBe(false);
  });

  it('leaves a TargetError as it is', () => {
    const failure = new TargetError('refused', 'No.');
    expect(targetFailure(failure)).toBe(failure);
  });
});
