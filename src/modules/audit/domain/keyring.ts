import {
  NoteError,
  parseSignerKey,
  parseVerifierKey,
  verifierKeyOf,
  type NoteSigner,
  type NoteVerifier,
} from './signed-note';

/** Verifier keys of one log, newest first: the one that signs now, then those that it replaced. */
export type Keyring = readonly NoteVerifier[];

/** @param text a verifier key a line @throws NoteError `malformed-key` */
export function parseKeyring(text: string): Keyring {
  const keys = linesOf(text).map(parseVerifierKey);
  if (keys.length === 0) throw new NoteError('malformed-key', 'No verifier key was given.');
  return keys;
}

/** What the signer's file holds: its own key, then a line for each verifier key that it replaced. */
export interface SignerKeys {
  readonly signer: NoteSigner;
  /** As {@link parseKeyring} reads it: what an auditor is given. */
  readonly verifierKeys: string;
  readonly keyring: Keyring;
}

/** @throws NoteError `malformed-key` */
export function parseSignerKeys(text: string): SignerKeys {
  const [own = '', ...replaced] = linesOf(text);
  const signer = parseSignerKey(own);
  const verifierKeys = [verifierKeyOf(signer), ...replaced].join('\n');
  return { signer, verifierKeys, keyring: parseKeyring(verifierKeys) };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
