import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile, replaceKeyFile } from './key-file';

describe('a file that holds a key', () => {
  let folder: string;
  const path = () => join(folder, 'keys', 'a.key');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-key-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made at the first start, for its owner only, and read from then on', () => {
    expect(readKeyFile(path(), () => 'made')).toBe('made');
    expect(readKeyFile(path(), () => 'another')).toBe('made');
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['a.key']);
  });

  it('is refused when others may read it', () => {
    readKeyFile(path(), () => 'made');
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path(), mode);
      expect(() => readKeyFile(path(), () => 'made')).toThrow(/chmod 600/);
    }
  });

  it('keeps the key of another process that was quicker', () => {
    const key = readKeyFile(path(), () => {
      readKeyFile(path(), () => 'the quicker one');
      return 'the slower one';
    });
    expect(key).toBe('the quicker one');
  });

  it('is made though a start before was killed in the middle', () => {
    readKeyFile(join(folder, 'keys', 'b.key'), () => 'x');
    writeFileSync(`${path()}.${process.pid}.new`, 'half');
    expect(readKeyFile(path(), () => 'made')).toBe('made');
  });

  it('is replaced as a whole, for its owner only', () => {
    readKeyFile(path(), () => 'old');
    replaceKeyFile(path(), 'new');
    expect(readFileSync(path(), 'utf8')).toBe('new\n');
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['a.key']);
  });
});
