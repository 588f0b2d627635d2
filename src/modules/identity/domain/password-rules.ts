import { invalid } from '../../../kernel';

/** NIST SP 800-63B-4 § 3.1.1.2 with a second factor beside it; OWASP ASVS 5.0 § 6.2. No rules of composition. */
export const PASSWORD_MINIMUM = 12;
export const PASSWORD_MAXIMUM = 128;

const characters = (text: string): number => Array.from(text).length;

/** One form for what different keyboards compose differently (NIST SP 800-63B-4 § 3.1.1.2: NFKC). Nothing is cut off. */
export const normalPassword = (typed: string): string => typed.normalize('NFKC');

/** Whether it could be anybody's password at all. What could not be is refused before anything is computed. */
export const couldBePassword = (typed: string): boolean =>
  typed.length > 0 && characters(typed) <= PASSWORD_MAXIMUM && !/\p{Surrogate}/u.test(typed);

/** Throws unless somebody may choose this password. */
export function assertPasswordAllowed(chosen: string): void {
  if (!couldBePassword(chosen)) {
    throw invalid('identity.password_not_possible', `A password has at most ${PASSWORD_MAXIMUM} characters.`);
  }
  if (characters(normalPassword(chosen)) < PASSWORD_MINIMUM) {
    throw invalid('identity.password_too_short', `A password needs at least ${PASSWORD_MINIMUM} characters.`);
  }
}
