/**
 * Consonants only, without Y (RFC 8628 § 6.1): none is taken for another or for a digit when it is read aloud or typed, and
 * they spell no word. Eight of them are 34 bits, for ten minutes, with five guesses.
 */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const SHAPE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/** The eight letters that the random bytes mean; of sixteen bytes, one is as likely as another. */
export function userCode(random: Buffer): string {
  let rest = BigInt(`0x${random.toString('hex')}`);
  return Array.from({ length: LENGTH }, () => {
    const letter = LETTERS.charAt(Number(rest % BigInt(LETTERS.length)));
    rest /= BigInt(LETTERS.length);
    return letter;
  }).join('');
}

/** As it is shown: `BCDF-GHJK`. */
export const shownUserCode = (code: string): string =>
  `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;

/** However a person typed it: small letters, spaces and hyphens do not matter. Undefined for what can be no code. */
export function typedUserCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .toUpperCase();
  return SHAPE.test(code) ? code : undefined;
}
