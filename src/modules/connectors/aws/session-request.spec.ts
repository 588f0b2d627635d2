import fc from 'fast-check';

import { plainAddress, sessionSeconds, sessionTags, sourceIdentity, tagValue } from './session-request';

const NOW = new Date('2026-05-01T12:00:00.000Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

describe('what STS is asked', () => {
  it('is in the alphabets and lengths that STS takes, whatever people write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        expect(tagValue(text)).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u);
        expect(sourceIdentity(text)).toMatch(/^[\w+=,.@-]{2,64}$/);
      }),
    );
    expect(tagValue('𝒜'.repeat(200))).toHaveLength(256);
    expect(tagValue(`x${'𝒜'.repeat(200)}`)).toHaveLength(255);
    expect(tagValue('Fix “Zoë’s” invoice (#7)')).toBe('Fix _Zoë_s_ invoice __7_');
    expect(sourceIdentity('lea')).toBe('lea');
    expect(sourceIdentity('x')).toBe('x_');
  });

  it('leaves out what is not known', () => {
    const about = { person: { id: '1', handle: 'lea' }, profile: 'p', requestId: 'r', purpose: 'Why.' };
    expect(sessionTags(about).map(({ Key }) => Key)).not.toContain('sallyport:ticket');
    expect(sessionTags({ ...about, ticket: '' }).map(({ Key }) => Key)).not.toContain('sallyport:ticket');
  });

  it.each([
    [{ maxSession: 3_600, chained: false }, 60, 900],
    [{ maxSession: 3_600, chained: false }, -60, 900],
    [{ maxSession: 3_600, chained: false }, 1_000.2, 1_001],
    [{ maxSession: 3_600, chained: false }, 86_400, 3_600],
    [{ maxSession: 43_200, chained: false }, 86_400, 43_200],
    [{ maxSession: 43_200, chained: true }, 86_400, 3_600],
  ])('%j: %s seconds to go asks for %s', (entitlement, seconds, expected) => {
    expect(sessionSeconds(entitlement, inSeconds(seconds), NOW)).toBe(expected);
  });

  it('reads IPv4 out of IPv6', () => {
    expect(plainAddress('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(plainAddress('2001:db8::1')).toBe('2001:db8::1');
    expect(plainAddress(undefined)).toBeUndefined();
  });
});
