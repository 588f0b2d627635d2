import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { invalid } from '../../../kernel';
import { readKeyFile } from '../../../platform/crypto/key-file';
import { parseSignerKeys, type SignerKeys } from '../domain/keyring';
import { newSignerKey } from '../domain/signed-note';

const INSTANCE_BYTES = 6;

/** The keys in that file, made there at the first start under a name that no other installation has. */
export function loadSignerKeys(path: string): SignerKeys {
  const makeKey = (): string => newSignerKey(`sallyport/${randomBytes(INSTANCE_BYTES).toString('hex')}`);
  return parseSignerKeys(readKeyFile(path, makeKey));
}

/** Never makes a key: on a machine that seals nothing, a new one would verify nothing. */
export function readSignerKeys(path: string): SignerKeys {
  if (!existsSync(path)) {
    throw invalid('audit.no_key', `There is no signer key at ${path}. Name the verifier key with --key.`);
  }
  return parseSignerKeys(readFileSync(path, 'utf8'));
}

/**
 * A new key of the same name takes over with the sealer's next start. The old private key is gone; its verifier key stays
 * in the file, so that what it signed goes on to count.
 */
export function rotateSignerKey(path: string): SignerKeys {
  const { signer, verifierKeys } = readSignerKeys(path);
  const text = `${newSignerKey(signer.name)}\n${verifierKeys}\n`;
  const aside = `${path}.${randomUUID()}.new`;
  const file = openSync(aside, 'wx', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(aside, path);
  return parseSignerKeys(text);
}
