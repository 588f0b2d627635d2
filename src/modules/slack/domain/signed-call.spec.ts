import { addSeconds } from '../../../kernel';
import { signatureIn } from './signed-call';

const SIGNED = new Date('2026-01-05T09:00:00.000Z');
const headers = {
  'x-slack-request-timestamp': String(SIGNED.getTime() / 1_000),
  'x-slack-signature': `v0=${'0'.repeat(64)}`,
};

describe('the moment that a call was signed at', () => {
  it.each([
    [-300, true],
    [-301, false],
    [0, true],
    [300, true],
    [301, false],
  ])('is %i seconds from now: taken is %j', (seconds, isTaken) => {
    const now = addSeconds(SIGNED, -seconds);
    expect(signatureIn(headers, now) !== undefined).toBe(isTaken);
  });

  it('counts in whole seconds, as Slack tells it', () => {
    expect(signatureIn(headers, new Date(SIGNED.getTime() + 300_999))).toBeDefined();
  });
});
