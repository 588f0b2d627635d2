import { readFileSync, renameSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openCheckpoint, type Checkpoint } from '../domain/checkpoint';
import type { Keyring } from '../domain/keyring';

export interface RememberedCheckpoint extends Checkpoint {
  readonly note: string;
}

/**
 * The last checkpoint this installation signed, in a file outside the database: who rolls the database back, or forges
 * it, does not roll this back with it. The file holds the signed note itself, so it needs no trust of its own.
 */
export class SignerMemory {
  constructor(
    private readonly path: string,
    private readonly keyring: Keyring,
  ) {}

  /** Undefined before the first checkpoint. Throws when the file holds anything but a checkpoint of this key. */
  async recall(): Promise<RememberedCheckpoint | undefined> {
    const note = await readFile(this.path, 'utf8').catch(absent);
    return note === undefined ? undefined : { ...openCheckpoint(note, this.keyring), note };
  }

  /**
   * On disk before this returns, or not at all.
   * @param replaces what was recalled when the caller decided to sign; another process that signed since wins
   */
  async remember(note: string, replaces: string | undefined): Promise<void> {
    const folder = dirname(this.path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = `${this.path}.${process.pid}.new`;
    await writeThrough(aside, note);
    // Compared and renamed without giving way in between.
    if (this.readNow() !== replaces)
      throw new Error('Another process has signed a checkpoint in the meantime.');
    renameSync(aside, this.path);
    await flush(folder);
  }

  private readNow(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      absent(error);
      return undefined;
    }
  }
}

function absent(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error;
  return undefined;
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is on disk once its folder is. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
