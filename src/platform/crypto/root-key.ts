import { hkdfSync } from 'node:crypto';
import { invalid } from '../../kernel';
import { KEY_BYTES, notOurs, openBytes, sealBytes } from './authenticated-encryption';

const ID_BYTES = 8;
/** The first byte of what says under which root key it was sealed: format, key id, then the sealed bytes. */
const NAMES_ITS_KEY = 2;

/** A key of the installation, under which data keys and small secrets are sealed. Prints as nothing: its bytes are private. */
export class RootKey {
  /** 16 hexadecimal digits that come from the key itself, so that no file can give a key another one's name. */
  readonly id: string;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES) throw invalid('keys.bad_key', 'A root key has exactly 32 bytes.');
    this.#bytes = bytes;
    this.id = deriveKey(bytes, 'root key id').subarray(0, ID_BYTES).toString('hex');
  }

  seal(purpose: string, context: string, plaintext: Buffer): Buffer {
    const sealed = sealBytes(deriveKey(this.#bytes, purpose), context, plaintext);
    return Buffer.concat([Buffer.of(NAMES_ITS_KEY), Buffer.from(this.id, 'hex'), sealed]);
  }

  /** Takes the form of before rotation too, which names no key. */
  open(purpose: string, context: string, sealed: Buffer): Buffer {
    const body = rootKeyIdOf(sealed) === undefined ? sealed : sealed.subarray(1 + ID_BYTES);
    return openBytes(deriveKey(this.#bytes, purpose), context, body);
  }

  /** The bytes, for who keeps the key. Every call of this is a place to look at in a review. */
  reveal(): Buffer {
    return this.#bytes;
  }
}

/** The root key that a value says it was sealed under; undefined where it is from before rotation and says nothing. */
export function rootKeyIdOf(sealed: Buffer): string | undefined {
  if (sealed[0] !== NAMES_ITS_KEY) return undefined;
  if (sealed.length <= 1 + ID_BYTES) throw notOurs();
  return sealed.subarray(1, 1 + ID_BYTES).toString('hex');
}

/** A key of its own for each purpose (HKDF, RFC 5869): what one purpose leaks says nothing about another. */
export const deriveKey = (bytes: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', bytes, '', `sallyport ${purpose}`, KEY_BYTES));
