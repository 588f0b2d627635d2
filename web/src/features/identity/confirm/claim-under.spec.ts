import { claimUnder } from './claim-under';

const entitlement = (name: string) => ({
  name,
  system: 'Customer database',
  claimDigest: `claim ${name}`,
  replaceDigest: `replace ${name}`,
});
const grant = (claim = true) =>
  ({
    profile: { entitlements: [entitlement('reader'), entitlement('writer')] },
    may: { claim },
  }) as unknown as Parameters<typeof claimUnder>[0];

describe('what a command line asks to take', () => {
  it.each([
    ['claim writer', { name: 'writer', replace: false }],
    ['replace reader', { name: 'reader', replace: true }],
  ])('is found by its digest: %s', (digest, found) => {
    expect(claimUnder(grant(), digest)).toMatchObject(found);
  });

  it('I2 is nothing once the grant is another than what was asked for', () => {
    expect(claimUnder(grant(), 'claim somebody else')).toBeUndefined();
    expect(claimUnder(grant(false), 'claim reader')).toBeUndefined();
  });
});
