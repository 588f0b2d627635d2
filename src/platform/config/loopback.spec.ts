import { isLoopback } from './loopback';

describe('the loopback address', () => {
  it.each(['localhost', '127.0.0.1', '127.8.9.10', '::1'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '127.evil.example',
    '127.0.0.1.evil.example',
    '127.1',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.example',
    '',
  ])('is not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
