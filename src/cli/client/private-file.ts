import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CommandFailure, EXIT } from './exit-code';

const OF_OTHERS = 0o077;

/**
 * The text of a file that holds a secret; undefined where there is none. One that others may read or write is refused: the
 * secret in it may be known. Windows keeps a profile's folders to its person by itself and knows no such mode.
 */
export function readPrivate(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandFailure(EXIT.failed, `${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    // Of the file that was opened, not of whatever has this name by now.
    const { mode, uid } = fstatSync(file);
    const ours = process.platform === 'win32' || (uid === process.getuid?.() && (mode & OF_OTHERS) === 0);
    if (!ours) {
      throw new CommandFailure(
        EXIT.failed,
        `${path} can be read by others, so that what is in it may be known. Delete it and sign in again.`,
      );
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Whole or not at all: whoever reads meanwhile finds the old text or the new one. */
export function writePrivate(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new CommandFailure(EXIT.failed, `${path} cannot be written: ${(error as Error).message}`);
  }
}

export const removePrivate = (path: string): void => rmSync(path, { force: true });
