import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { invalid, notFound } from '../../kernel';

/** The text of a file that holds a key, made at the first start. Refuses a file that others may read. */
export function readKeyFile(path: string, makeKey: () => string): string {
  if (!existsSync(path)) createKeyFile(path, makeKey());
  return readExistingKeyFile(path);
}

/** As {@link readKeyFile}, for those who must never make one. Throws `keys.missing`. */
export function readExistingKeyFile(path: string): string {
  if (!existsSync(path)) {
    throw notFound(
      'keys.missing',
      `There is no key at ${path}, and a command makes none. Run it with the settings of the installation ` +
        '(SALLYPORT_DATA_DIR, SALLYPORT_MASTER_KEY_FILE). A new one begins with a start, or with `sallyport migrate`.',
    );
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw invalid(
      'keys.readable_by_others',
      `Others may read ${path}. Restrict it to its owner (chmod 600).`,
    );
  }
  return readFileSync(path, 'utf8').trim();
}

/** Written aside and linked into place: of two processes that start together, one key wins and both read it. */
export function createKeyFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = writeAside(path, text);
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
}

/** Written aside and moved into place: whoever reads it, and whatever dies meanwhile, there is the old text or the new one. */
export function replaceKeyFile(path: string, text: string): void {
  renameSync(writeAside(path, text), path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function writeAside(path: string, text: string): string {
  const aside = `${path}.${randomUUID()}.new`;
  const file = openSync(aside, 'wx', 0o600);
  writeSync(file, `${text.trim()}\n`);
  fsyncSync(file);
  closeSync(file);
  chmodSync(aside, 0o600);
  return aside;
}
