import type { Keyring } from './keyring';
import { HASH_BYTES, type Hash } from './merkle';
import {
  decodeBase64,
  NoteError,
  openNote,
  signNote,
  type NoteSigner,
  type NoteVerifier,
} from './signed-note';

/**
 * A signed tree head as C2SP writes it (c2sp.org/tlog-checkpoint): origin, size and root, a line each.
 * One extension line of ours follows, `signed-at`, so that an auditor can tell a checkpoint that is out of date.
 */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  readonly signedAt: Date;
}

const SIGNED_AT = 'signed-at ';

export function signCheckpoint(head: Omit<Checkpoint, 'origin'>, signer: NoteSigner): string {
  const lines = [
    signer.name,
    head.size,
    head.root.toString('base64'),
    SIGNED_AT + head.signedAt.toISOString(),
  ];
  return signNote(`${lines.join('\n')}\n`, signer);
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly signedBy: NoteVerifier;
}

/** @throws NoteError when the note is no checkpoint of this log, or no signature of these keys holds */
export function openCheckpoint(note: string, keyring: Keyring): OpenedCheckpoint {
  const { text, signedBy } = openedByOneOf(note, keyring);
  const [origin, size = '', encodedRoot = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = decodeBase64(encodedRoot);
  const stamp = extensions.find((line) => line.startsWith(SIGNED_AT))?.slice(SIGNED_AT.length) ?? '';
  if (origin !== signedBy.name) throw new NoteError('malformed-note', 'The checkpoint is of another log.');
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || root?.length !== HASH_BYTES || !isInstant(stamp)) {
    throw new NoteError('malformed-note', 'The signed note is no checkpoint.');
  }
  return { origin, size: Number(size), root, signedAt: new Date(stamp), signedBy };
}

function openedByOneOf(note: string, keyring: Keyring): { text: string; signedBy: NoteVerifier } {
  let refusal: unknown;
  for (const signedBy of keyring) {
    try {
      return { text: openNote(note, signedBy), signedBy };
    } catch (error) {
      if (!(error instanceof NoteError) || error.fault !== 'not-signed-by-key') throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
