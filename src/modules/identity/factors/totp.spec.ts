import { Redacted } from '../../../kernel';
import { codeAt, matchingStep, newSeed, otpauthUri } from './totp';

/** The key of RFC 6238, appendix B ("12345678901234567890"), in base 32. */
const RFC_SEED = new Redacted('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const second = (seconds: number): Date => new Date(seconds * 1000);

describe('TOTP', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('agrees with RFC 6238 at second %i', (at, code) => {
    expect(codeAt(RFC_SEED, second(at))).toBe(code);
    expect(matchingStep(RFC_SEED, code, second(at))).toBe(Math.floor(at / 30));
  });

  it('takes the present step and one past, none ahead', () => {
    const now = second(1_000_000_000);
    const step = Math.floor(1_000_000_000 / 30);
    const found = [-60, -30, 0, 30, 60].map((shift) =>
      matchingStep(RFC_SEED, codeAt(RFC_SEED, second(1_000_000_000 + shift)), now),
    );
    expect(found).toEqual([undefined, step - 1, step, undefined, undefined]);
  });

  it('takes the past step in every second of the present one', () => {
    const code = codeAt(RFC_SEED, second(300));
    for (let at = 300; at < 360; at += 1) expect(matchingStep(RFC_SEED, code, second(at))).toBe(10);
    expect(matchingStep(RFC_SEED, code, second(360))).toBeUndefined();
  });

  it.each(['28708', '287082 ', '287 082', '287082\n', '２８７０８２'])('is not tried with %j', (code) => {
    expect(matchingStep(RFC_SEED, code, second(59))).toBeUndefined();
  });

  it('makes seeds of 160 bits that differ and print as nothing', () => {
    const seeds = [newSeed(), newSeed()];
    expect(seeds[0].reveal()).toMatch(/^[A-Z2-7]{32}$/);
    expect(seeds[0].reveal()).not.toBe(seeds[1].reveal());
    expect(String(seeds[0])).toBe('[redacted]');
  });

  it('describes itself to an authenticator app', () => {
    const uri = new URL(otpauthUri(RFC_SEED, 'camille').reveal());
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('Sallyport:camille');
    expect(uri.searchParams.get('secret')).toBe(RFC_SEED.reveal());
    expect(uri.searchParams.get('issuer')).toBe('Sallyport');
  });
});
