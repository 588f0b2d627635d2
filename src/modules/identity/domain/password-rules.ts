import { invalid } from '../../../kernel';

/** NIST SP 800-63B-4 § 3.1.1.2 asks for 15 characters where a password stands alone. No rules of composition. */
const MINIMUM_ALONE = 15;
const MINIMUM_BESIDE_SECOND_FACTOR = 12;
export const PASSWORD_MAXIMUM = 128;

const characters = (text: string): number => Array.from(text).length;

/** One form for what different keyboards compose differently (NIST SP 800-63B-4 § 3.1.1.2: NFKC). Nothing is cut off. */
export const normalPassword = (typed: string): string => typed.normalize('NFKC');

/** Whether it could be anybody's password at all. What could not be is refused before anything is computed. */
export const couldBePassword = (typed: string): boolean =>
  typed.length > 0 && characters(typed) <= PASSWORD_MAXIMUM && !/\p{Surrogate}/u.test(typed);

/** Throws unless somebody who has, or has not, a second factor may choose this password. */
export function assertPasswordAllowed(chosen: string, hasSecondFactor: boolean): void {
  if (!couldBePassword(chosen)) {
    throw invalid('identity.password_not_possible', `A password has at most ${PASSWORD_MAXIMUM} characters.`);
  }
  const minimum = hasSecondFactor ? MINIMUM_BESIDE_SECOND_FACTOR : MINIMUM_ALONE;
  if (characters(normalPassword(chosen)) < minimum) {
    throw invalid('identity.password_too_short', `A password needs at least ${minimum} characters.`);
  }
}
