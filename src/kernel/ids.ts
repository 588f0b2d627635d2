import { uuidv7 } from 'uuidv7';

/** Time-ordered UUID (RFC 9562, version 7), lower case with hyphens. */
export const newId = (): string => uuidv7();

/** Crockford base 32: no i, l, o, u, so that a name read aloud over the phone arrives whole. */
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** The 26 characters of the ULID that has the same 128 bits as this UUID, in lower case. */
export function ulidOf(uuid: string): string {
  let bits = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = CROCKFORD.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}

/** The inverse of {@link ulidOf}; undefined when the text is no ULID. */
export function uuidOfUlid(ulid: string): string | undefined {
  if (!/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(ulid)) return undefined;
  let bits = 0n;
  for (const character of ulid) bits = (bits << 5n) | BigInt(CROCKFORD.indexOf(character));
  const hex = bits.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
