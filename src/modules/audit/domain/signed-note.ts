import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/**
 * Signed notes of C2SP (c2sp.org/signed-note) with Ed25519 keys: a text for people, a blank line, and signature lines
 * `— <key name> <base64 of the 4-byte key id and the signature>`. Any tool that knows the format can check ours.
 */

const ED25519 = 0x01;
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const SEED_BYTES = 32;
const SIGNATURE_MARK = '\u2014 ';
/** More text than any checkpoint has; a note comes from outside and is parsed before it is trusted. */
const MAX_NOTE_CHARACTERS = 65_536;

/** DER of a SubjectPublicKeyInfo for Ed25519 up to the 32 key bytes (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** The same of a PKCS #8 private key, up to the 32 bytes of the seed (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export type NoteFault = 'malformed-key' | 'malformed-note' | 'not-signed-by-key' | 'bad-signature';

export class NoteError extends Error {
  constructor(
    readonly fault: NoteFault,
    message: string,
  ) {
    super(message);
    this.name = 'NoteError';
  }
}

/** The public half: all that an auditor needs. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Buffer;
  readonly publicKey: KeyObject;
}

export interface NoteSigner {
  readonly name: string;
  readonly keyId: Buffer;
  readonly privateKey: KeyObject;
}

const isKeyName = (name: string): boolean => /^[^\s+\u0000-\u001f\p{Surrogate}]+$/u.test(name);

const rawPublicKey = (key: KeyObject): Buffer =>
  key.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);

const keyIdOf = (name: string, typedKey: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typedKey]), 'buffer').subarray(0, KEY_ID_BYTES);

const typedKeyOf = (publicKey: KeyObject): Buffer =>
  Buffer.concat([Buffer.of(ED25519), rawPublicKey(publicKey)]);

/** @param privateKey an Ed25519 key */
export function noteSigner(name: string, privateKey: KeyObject): NoteSigner {
  if (!isKeyName(name))
    throw new NoteError('malformed-key', `"${name}" cannot name a key: no spaces and no plus sign.`);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new NoteError('malformed-key', 'The key must be Ed25519.');
  return { name, privateKey, keyId: keyIdOf(name, typedKeyOf(createPublicKey(privateKey))) };
}

/** `<name>+<key id in hex>+<base64 of the type byte and the public key>` */
export function verifierKeyOf(signer: NoteSigner): string {
  const typedKey = typedKeyOf(createPublicKey(signer.privateKey));
  return `${signer.name}+${signer.keyId.toString('hex')}+${typedKey.toString('base64')}`;
}

/** A new key in the text form of the format's tools: `PRIVATE+KEY+<name>+<key id>+<base64 of type byte and seed>`. */
export function newSignerKey(name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(PKCS8_PREFIX.length);
  const typedSeed = Buffer.concat([Buffer.of(ED25519), seed]).toString('base64');
  return `PRIVATE+KEY+${name}+${noteSigner(name, privateKey).keyId.toString('hex')}+${typedSeed}`;
}

/** @throws NoteError `malformed-key`, which never repeats the text */
export function parseSignerKey(text: string): NoteSigner {
  const [, name = '', id, encoded = ''] =
    /^PRIVATE\+KEY\+([^+]*)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const typedSeed = decodeBase64(encoded);
  if (typedSeed?.length !== 1 + SEED_BYTES || typedSeed[0] !== ED25519) throw notASignerKey();
  const der = Buffer.concat([PKCS8_PREFIX, typedSeed.subarray(1)]);
  const signer = noteSigner(name, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  if (signer.keyId.toString('hex') !== id) throw notASignerKey();
  return signer;
}

const notASignerKey = (): NoteError =>
  new NoteError(
    'malformed-key',
    'This is no signer key: it must read PRIVATE+KEY+name+id+key with an Ed25519 key.',
  );

/** @throws NoteError `malformed-key` when the text is no Ed25519 verifier key or its key id does not belong to it */
export function parseVerifierKey(text: string): NoteVerifier {
  const [, name = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const typedKey = decodeBase64(encoded);
  if (!isKeyName(name) || typedKey?.length !== 1 + PUBLIC_KEY_BYTES || typedKey[0] !== ED25519) {
    throw new NoteError(
      'malformed-key',
      'This is no verifier key: it must read name+id+key with an Ed25519 key.',
    );
  }
  const keyId = keyIdOf(name, typedKey);
  if (keyId.toString('hex') !== id) {
    throw new NoteError(
      'malformed-key',
      'The verifier key was changed or cut: its id does not belong to it.',
    );
  }
  const der = Buffer.concat([SPKI_PREFIX, typedKey.subarray(1)]);
  return { name, keyId, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** @param text ends with a newline and has no blank line */
export function signNote(text: string, signer: NoteSigner): string {
  if (!isNoteText(text) || text.includes('\n\n'))
    throw new NoteError('malformed-note', 'This text cannot be signed.');
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  const line = Buffer.concat([signer.keyId, signature]).toString('base64');
  return `${text}\n${SIGNATURE_MARK}${signer.name} ${line}\n`;
}

/**
 * The text of the note, once the signature of `verifier` on it holds. Signatures of other keys are ignored.
 * @throws NoteError
 */
export function openNote(note: string, verifier: NoteVerifier): string {
  const boundary = note.lastIndexOf('\n\n');
  if (note.length > MAX_NOTE_CHARACTERS || boundary === -1) throw malformed();
  const text = note.slice(0, boundary + 1);
  const lines = note.slice(boundary + 2);
  if (!isNoteText(text) || !lines.endsWith('\n')) throw malformed();
  const signatures = lines.slice(0, -1).split('\n').map(parseSignatureLine);
  const ours = signatures.find(({ name, keyId }) => name === verifier.name && keyId.equals(verifier.keyId));
  if (!ours) throw new NoteError('not-signed-by-key', `The note is not signed by the key ${verifier.name}.`);
  if (!verify(null, Buffer.from(text), verifier.publicKey, ours.signature)) {
    throw new NoteError('bad-signature', `The signature of ${verifier.name} on the note is wrong.`);
  }
  return text;
}

const malformed = (): NoteError => new NoteError('malformed-note', 'This is no signed note.');

const isNoteText = (text: string): boolean =>
  text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f\p{Surrogate}]/u.test(text);

function parseSignatureLine(line: string): { name: string; keyId: Buffer; signature: Buffer } {
  const [name = '', encoded = '', ...rest] = line.startsWith(SIGNATURE_MARK)
    ? line.slice(SIGNATURE_MARK.length).split(' ')
    : [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || rest.length > 0 || bytes === undefined || bytes.length <= KEY_ID_BYTES)
    throw malformed();
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** Strict: the one encoding of these bytes (RFC 4648, section 3.5), or undefined. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}
