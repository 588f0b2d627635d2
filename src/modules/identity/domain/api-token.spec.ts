import { createHash, randomBytes } from 'node:crypto';
import { apiTokenText, isApiToken, tokenState } from './api-token';

const NOW = new Date('2026-01-05T09:00:00.000Z');
const LATER = new Date('2026-01-06T09:00:00.000Z');

describe('the text of an API token', () => {
  const text = apiTokenText(Buffer.alloc(32, 7));

  it.each([randomBytes(32), Buffer.alloc(32, 0), Buffer.alloc(32, 0xff)])(
    'is 53 letters, digits and one prefix, whatever the random bytes',
    (random) => {
      expect(apiTokenText(random)).toMatch(/^sly_[0-9A-Za-z]{49}$/);
      expect(isApiToken(apiTokenText(random))).toBe(true);
    },
  );

  it('differs for bytes that differ', () => {
    const texts = Array.from({ length: 256 }, (_, byte) => apiTokenText(Buffer.alloc(32, byte)));
    expect(new Set(texts).size).toBe(256);
  });

  it('ends with what docs/cli.md tells scanners: 32 bits of SHA-256 over what goes before', () => {
    const bits = createHash('sha256').update(text.slice(0, -6)).digest().readUInt32BE();
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const value = Array.from(text.slice(-6)).reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(value).toBe(bits);
  });

  it.each([
    ['nothing', ''],
    ['another prefix', text.replace('sly_', 'slx_')],
    ['one character less', text.slice(0, -1)],
    ['one character more', `${text}0`],
    ['a newline behind it', `${text}\n`],
    ['another letter within', `${text.slice(0, 10)}${text[10] === 'A' ? 'B' : 'A'}${text.slice(11)}`],
    ['a hyphen', text.replace(/.$/, '-')],
    ['full-width digits', text.replace(/.$/, '０')],
  ])('is none with %s', (_, changed) => {
    expect(isApiToken(changed)).toBe(false);
  });
});

describe('an API token', () => {
  const good = { personStatus: 'active', expiresAt: LATER, endedAt: null } as const;

  it.each([
    ['good', good, NOW],
    ['expired', good, LATER],
    ['ended', { ...good, endedAt: NOW }, NOW],
    ['ended', { ...good, endedAt: NOW }, LATER],
    ['ended', { ...good, personStatus: 'suspended' }, NOW],
    ['ended', { ...good, personStatus: 'left' }, NOW],
  ] as const)('is %s for %j', (state, facts, now) => {
    expect(tokenState(facts, now)).toBe(state);
  });
});
