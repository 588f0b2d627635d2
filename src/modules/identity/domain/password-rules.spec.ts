import fc from 'fast-check';
import { assertPasswordAllowed, couldBePassword, normalPassword } from './password-rules';

const refusalOf = (chosen: string, hasSecondFactor = true): string | undefined => {
  try {
    assertPasswordAllowed(chosen, hasSecondFactor);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('passwords', () => {
  it('may have 12 to 128 characters of any kind', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 12, maxLength: 128, unit: fc.constantFrom('a', ' ', 'é', '密', '🗝') }),
        (text) => {
          expect(refusalOf(text)).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    ['eleven characters', 'x'.repeat(11), 'identity.password_too_short'],
    ['nothing', '', 'identity.password_not_possible'],
    ['129 characters', 'x'.repeat(129), 'identity.password_not_possible'],
    ['half of a character', `${'x'.repeat(12)}\uD83D`, 'identity.password_not_possible'],
    ['twelve code units that are six characters', '🗝'.repeat(6), 'identity.password_too_short'],
  ])('are refused with %s', (_, chosen, code) => {
    expect(refusalOf(chosen)).toBe(code);
  });

  it('need three characters more where no second factor stands beside them', () => {
    expect(refusalOf('x'.repeat(14), false)).toBe('identity.password_too_short');
    expect(refusalOf('x'.repeat(15), false)).toBeUndefined();
    expect(refusalOf('x'.repeat(12), true)).toBeUndefined();
  });

  it('of 128 characters outside the basic plane are not cut or refused', () => {
    expect(couldBePassword('🗝'.repeat(128))).toBe(true);
    expect(couldBePassword('🗝'.repeat(129))).toBe(false);
    expect(normalPassword('🗝'.repeat(128))).toHaveLength(256);
  });

  it('mean the same however a keyboard composes them', () => {
    expect(normalPassword('cafe\u0301 cafe\u0301 café')).toBe(normalPassword('café café café'));
  });
});
