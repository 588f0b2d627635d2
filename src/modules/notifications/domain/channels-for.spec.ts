import { channelsFor, DEFAULT_PREFERENCE, isLongToWait } from './channels-for';

const both = ['mail', 'slack'] as const;

describe('the channels of a notification', () => {
  it('are Slack alone by default where it is bound, and e-mail where it is not', () => {
    expect(channelsFor('approvals', DEFAULT_PREFERENCE, both)).toEqual(['slack']);
    expect(channelsFor('approvals', DEFAULT_PREFERENCE, ['mail'])).toEqual(['mail']);
  });

  it('are those that the person chose', () => {
    expect(channelsFor('approvals', { ...DEFAULT_PREFERENCE, channels: ['mail'] }, both)).toEqual(['mail']);
    expect(channelsFor('requests', { ...DEFAULT_PREFERENCE, channels: both }, both)).toEqual(both);
  });

  it('are any that reach the person rather than none', () => {
    expect(channelsFor('approvals', { ...DEFAULT_PREFERENCE, channels: ['mail'] }, ['slack'])).toEqual([
      'slack',
    ]);
    expect(channelsFor('approvals', DEFAULT_PREFERENCE, [])).toEqual([]);
  });

  it('are none for what the person switched off, which asks and security notices cannot be', () => {
    const quiet = { ...DEFAULT_PREFERENCE, ownRequests: false, ownAccess: false };
    expect(channelsFor('requests', quiet, both)).toEqual([]);
    expect(channelsFor('access', quiet, both)).toEqual([]);
    expect(channelsFor('approvals', quiet, both)).toEqual(['slack']);
    expect(channelsFor('security', { ...quiet, channels: ['mail'] }, both)).toEqual(both);
  });
});

it.each([
  [1, 30_000, false],
  [1, 30_001, true],
  [2, 60_000, true],
  [3, 120_000, true],
])('after try %i with %i ms to the next one another channel takes over: %s', (attempts, wait, takesOver) => {
  expect(isLongToWait(attempts, wait)).toBe(takesOver);
});
