import { randomBytes } from 'node:crypto';
import { Redacted } from '../../kernel';
import { KEY_BYTES, openBytes, sealBytes } from '../../platform/crypto/authenticated-encryption';
import type { MasterKey } from '../../platform/crypto/master-key';
import type { SealedColumn } from '../../platform/crypto/sealed-column';

/** A secret under a data key of its own, and the data key under a root key: a rotation seals the data key anew, not the secret. */
export interface SealedSecret {
  readonly wrappedKey: Buffer;
  readonly ciphertext: Buffer;
}

const PURPOSE = 'stored secret';

/** Both are bound to the secret's name: what was moved to another name does not open. */
export function sealSecret(masterKey: MasterKey, name: string, value: Redacted<string>): SealedSecret {
  const dataKey = randomBytes(KEY_BYTES);
  return {
    wrappedKey: masterKey.seal(PURPOSE, name, dataKey),
    ciphertext: sealBytes(dataKey, name, Buffer.from(value.reveal())),
  };
}

/** Throws when it is not this secret, or was changed since. */
export function openSecret(masterKey: MasterKey, name: string, sealed: SealedSecret): Redacted<string> {
  const dataKey = masterKey.open(PURPOSE, name, sealed.wrappedKey);
  return new Redacted(openBytes(dataKey, name, sealed.ciphertext).toString());
}

export const KEYS_SEALED: readonly SealedColumn[] = [
  {
    table: 'stored_secret',
    column: 'wrapped_key',
    words: 'stored secrets',
    purpose: PURPOSE,
    context: 'name',
  },
];
