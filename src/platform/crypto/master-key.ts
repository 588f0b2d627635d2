import { hkdfSync, randomBytes } from 'node:crypto';
import { invalid } from '../../kernel';
import { readExistingKeyFile, readKeyFile } from './key-file';
import { KEY_BYTES, openBytes, sealBytes } from './authenticated-encryption';

/** Injection token of the one {@link MasterKey}. */
export const MASTER_KEY = Symbol('MasterKey');

/**
 * The key from which all others of the installation come. It is kept in one file outside the database, so that a dump of
 * the database reveals nothing that was sealed. Prints as nothing: the bytes are private to this object.
 */
export class MasterKey {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    if (bytes.length !== KEY_BYTES)
      throw invalid('keys.bad_master_key', 'A master key has exactly 32 bytes.');
    this.#bytes = bytes;
  }

  /** A key of its own for each purpose (HKDF, RFC 5869): what one purpose leaks says nothing about another. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, '', `sallyport ${purpose}`, KEY_BYTES));
  }

  /** Seals under the purpose's key. `context` (a row's id) is authenticated: moved to another row it does not open. */
  seal(purpose: string, context: string, plaintext: Buffer): Buffer {
    return sealBytes(this.derive(purpose), context, plaintext);
  }

  /** Throws when the value was not sealed by this key for this purpose and context, or was changed since. */
  open(purpose: string, context: string, sealed: Buffer): Buffer {
    return openBytes(this.derive(purpose), context, sealed);
  }
}

/** The key in `path`, made there at the first start. Refuses a file that others may read. */
export function loadMasterKey(path: string): MasterKey {
  return parse(readKeyFile(path, () => randomBytes(KEY_BYTES).toString('base64')));
}

/** The key in `path`, for a command beside a server: it makes none. Throws `keys.missing`. */
export const existingMasterKey = (path: string): MasterKey => parse(readExistingKeyFile(path));

const parse = (text: string): MasterKey => new MasterKey(Buffer.from(text, 'base64'));
