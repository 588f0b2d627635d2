import { type DomainError, invalid } from '../../../kernel';
import { guessesFor, isPattern } from './password-guesses';

/** NIST SP 800-63B-4 § 3.1.1.2 asks for 15 characters where a password stands alone. No rules of composition. */
export const MINIMUM_ALONE = 15;
export const MINIMUM_BESIDE_SECOND_FACTOR = 12;
export const PASSWORD_MAXIMUM = 128;

const characters = (text: string): number => Array.from(text).length;

/** One form for what different keyboards compose differently (NIST SP 800-63B-4 § 3.1.1.2: NFKC). Nothing is cut off. */
export const normalPassword = (typed: string): string => typed.normalize('NFKC');

/** Whether it could be anybody's password at all. What could not be is refused before anything is computed. */
export const couldBePassword = (typed: string): boolean =>
  typed.length > 0 && characters(typed) <= PASSWORD_MAXIMUM && !/\p{Surrogate}/u.test(typed);

export const minimumLength = (hasSecondFactor: boolean): number =>
  hasSecondFactor ? MINIMUM_BESIDE_SECOND_FACTOR : MINIMUM_ALONE;

export const isTooShort = (password: string, hasSecondFactor: boolean): boolean =>
  characters(normalPassword(password)) < minimumLength(hasSecondFactor);

/** Why a password may not be chosen: a code for programs, a sentence for people. */
export interface PasswordFault {
  readonly code: `identity.password_${string}`;
  readonly sentence: string;
}

/** What a chosen password is held against. */
export interface PasswordSetting {
  readonly hasSecondFactor: boolean;
  /** Names of the person and the organisation, as they are written. */
  readonly about: readonly string[];
  /** Whether a text, in the form of the list, is among leaked passwords. */
  readonly isCommon: (listed: string) => boolean;
}

const fault = (reason: string, sentence: string): PasswordFault => ({
  code: `identity.password_${reason}`,
  sentence,
});

const notPossible = (): PasswordFault =>
  fault('not_possible', `A password has at most ${PASSWORD_MAXIMUM} characters.`);

const tooShort = (minimum: number): PasswordFault =>
  fault('too_short', `A password needs at least ${minimum} characters.`);

/** Everything that is wrong with a password that somebody wants to choose; nothing when it is good. */
export function passwordFaults(chosen: string, setting: PasswordSetting): PasswordFault[] {
  const shape = shapeFaults(chosen, setting.hasSecondFactor);
  if (!couldBePassword(chosen)) return shape;
  const isGuessed = isPattern(chosen) || guessesFor(chosen).some(setting.isCommon);
  return [
    ...shape,
    ...(isGuessed
      ? [fault('common', 'This is among the passwords that were leaked and are tried first. Choose another.')]
      : []),
    ...(isMadeOf(chosen, setting.about)
      ? [fault('about_you', 'This is little more than your name or your organisation’s. Choose another.')]
      : []),
  ];
}

function shapeFaults(chosen: string, hasSecondFactor: boolean): PasswordFault[] {
  if (!couldBePassword(chosen)) return [notPossible()];
  return isTooShort(chosen, hasSecondFactor) ? [tooShort(minimumLength(hasSecondFactor))] : [];
}

/** Throws the first of them as a refusal. */
export function assertNoFault([first]: readonly PasswordFault[]): void {
  if (first) throw refusalOf(first);
}

export const refusalOf = ({ code, sentence }: PasswordFault): DomainError => invalid(code, sentence);

/** Throws unless somebody who has, or has not, a second factor may have a password of this length. */
export const assertPasswordAllowed = (chosen: string, hasSecondFactor: boolean): void =>
  assertNoFault(shapeFaults(chosen, hasSecondFactor));

const SHORTEST_TELLING_WORD = 4;
/** With less than this around them, names are what a guesser begins with. */
const ENOUGH_BESIDE = 8;

/** Whether names are nearly all there is. A name in a long sentence is nobody's clue. */
function isMadeOf(chosen: string, about: readonly string[]): boolean {
  const words = about
    .flatMap((name) => plain(name).split(/[^\p{L}\p{N}]+/u))
    .filter((word) => characters(word) >= SHORTEST_TELLING_WORD)
    .sort((a, b) => b.length - a.length);
  const text = plain(chosen);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), text);
  return rest.length < text.length && characters(rest) < ENOUGH_BESIDE;
}

/** Lower case, without accents: `Émile` and `emile` are one name. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
