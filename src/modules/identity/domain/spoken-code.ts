/** Crockford's base 32: no I, L, O, U, so that a code read aloud or copied by hand arrives whole. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const IN_ALPHABET = new RegExp(`^[${ALPHABET}]+$`);
const BITS = 5;
const GROUP = 4;

/** 120 random bits: too many to guess, so a plain hash is enough (NIST SP 800-63B-4, look-up secrets). */
export const RECOVERY_CODE_LENGTH = 24;
export const RECOVERY_CODES = 10;

/** 40 random bits: for a quarter of an hour, five attempts, and a person whose password was right. */
export const ENROLMENT_CODE_LENGTH = 8;
export const ENROLMENT_CODE_SECONDS = 900;

export const randomBytesFor = (length: number): number => Math.ceil((length * BITS) / 8);

/** `length` characters of as many random bits, in groups of four: `7K2M-9QXD`. */
export function spokenCode(random: Uint8Array, length: number): string {
  let bits = random.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const characters = Array.from({ length }, () => {
    const character = ALPHABET.charAt(Number(bits & 31n));
    bits >>= BigInt(BITS);
    return character;
  });
  return grouped(characters.join(''));
}

const grouped = (text: string): string => text.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? '';

/**
 * The one spelling of what was typed: capitals, without hyphens and spaces, and with the characters that Crockford's
 * alphabet reads as another. Undefined when it can be no code of that length. It is this spelling that is hashed, so no
 * other spelling is a second code.
 */
export function typedCode(typed: string, length: number): string | undefined {
  const plain = typed.toUpperCase().replace(/[ -]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  return plain.length === length && IN_ALPHABET.test(plain) ? plain : undefined;
}
