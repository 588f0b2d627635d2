import { channelsFor, DEFAULT_PREFERENCE } from './channels-for';

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
