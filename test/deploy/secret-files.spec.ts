import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/platform/config/environment';

describe('database URLs that a container engine hands over as files', () => {
  let folder: string;
  const file = (text: string): string => {
    const path = join(folder, 'url');
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sallyport-secret-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are read, and the line break that editors leave behind is not part of them', () => {
    const { database } = readEnvironment({ DATABASE_URL_FILE: file('postgres://owner:pw@db/sallyport\n') });
    expect(database.ownerUrl?.reveal()).toBe('postgres://owner:pw@db/sallyport');
  });

  it('are refused beside the variable itself, because nobody could say which one holds', () => {
    const both = { DATABASE_URL: 'postgres://a@db/x', DATABASE_URL_FILE: file('postgres://b@db/x') };
    expect(() => readEnvironment(both)).toThrow('DATABASE_URL_FILE: DATABASE_URL is set as well');
  });

  it('stop the start when the file is missing or empty', () => {
    expect(() => readEnvironment({ DATABASE_URL_FILE: join(folder, 'none') })).toThrow(
      'cannot be read or is empty',
    );
    expect(() => readEnvironment({ DATABASE_URL_FILE: file(' \n') })).toThrow('cannot be read or is empty');
  });

  it('I17: are checked like the variable, and a wrong one is not printed', () => {
    const attempt = () => readEnvironment({ DATABASE_URL_FILE: file('mysql://root:hunter2@db') });
    expect(attempt).toThrow('must start with postgres://');
    expect(attempt).not.toThrow('hunter2');
  });
});
