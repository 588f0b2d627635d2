import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { invalid } from '../../kernel';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

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

  /**
   * AES-256-GCM under the purpose's key: format byte, nonce, ciphertext, tag. `context` (a row's id) is authenticated, so
   * that a sealed value moved to another row does not open.
   */
  seal(purpose: string, context: string, plaintext: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.derive(purpose), nonce).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, body, cipher.getAuthTag()]);
  }

  /** Throws when the value was not sealed by this key for this purpose and context, or was changed since. */
  open(purpose: string, context: string, sealed: Buffer): Buffer {
    if (sealed[0] !== FORMAT || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) throw notOurs();
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.derive(purpose), nonce)
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw notOurs();
    }
  }
}

const notOurs = (): Error => new Error('A sealed value does not open under this master key.');

/** The key in `path`, made there at the first start. Refuses a file that others may read. */
export function loadMasterKey(path: string): MasterKey {
  if (!existsSync(path)) createKeyFile(path);
  if ((statSync(path).mode & 0o077) !== 0) {
    throw invalid(
      'keys.readable_by_others',
      `Others may read ${path}. Restrict it to its owner (chmod 600).`,
    );
  }
  return new MasterKey(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
}

/** Written aside and linked into place: of two processes that start together, one key wins and both read it. */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}.new`;
  const file = openSync(aside, 'wx', 0o600);
  writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  fsyncSync(file);
  closeSync(file);
  chmodSync(aside, 0o600);
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
}
