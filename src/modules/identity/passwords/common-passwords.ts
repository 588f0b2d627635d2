import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BloomFilter } from '../domain/bloom-filter';

/** Made by tools/make-common-passwords.ts; docs/operators.md has its figures. */
const FILE = join(__dirname, 'common-passwords.bin');

let filter: BloomFilter | undefined;

/** Whether a text is on the list of leaked passwords that comes with the product. Read when it is first asked for. */
export function isCommonPassword(listed: string): boolean {
  filter ??= BloomFilter.read(readFileSync(FILE));
  return filter.has(listed);
}
