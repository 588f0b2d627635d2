import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCommonPassword } from '../src/modules/identity/passwords/common-passwords';
import { BloomFilter } from '../src/modules/identity/domain/bloom-filter';
import { entries, makeFilter } from './make-common-passwords';

const root = join(__dirname, '..');
const file = readFileSync(join(root, 'src/modules/identity/passwords/common-passwords.bin'));

describe('the list of leaked passwords that comes with the product', () => {
  // When this fails: `npm run common-passwords`.
  it('is what its script makes of the public list, byte for byte', () => {
    expect(makeFilter().equals(file)).toBe(true);
  });

  it('finds every password that it was made from', () => {
    expect([...entries()].filter((password) => !isCommonPassword(password))).toEqual([]);
    expect(isCommonPassword('123qweasdzxc')).toBe(true);
  });

  it('takes less than five of a million others for one of them', () => {
    let found = 0;
    for (let n = 0; n < 1_000_000; n += 1) if (isCommonPassword(`nobody has chosen this ${n}`)) found += 1;
    expect(found).toBeLessThan(5);
  });

  it('has the figures that docs/operators.md states', () => {
    const stated = readFileSync(join(root, 'docs/operators.md'), 'utf8');
    const count = BloomFilter.read(file).count.toLocaleString('en-US');
    expect(stated).toContain(`${count} passwords in ${file.length.toLocaleString('en-US')} bytes`);
  });
});
