import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerLog } from './server-log';

describe('the log of the server', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is emptied into .1 when it is too long, under a writer that keeps it open', async () => {
    const log = new ServerLog(join(folder, 'postgres.log'), 10);
    const writer = await log.open();
    await writer.write('0123456789\n');
    await log.rotate();
    await writer.write('after\n');
    await writer.close();

    expect(await readFile(`${log.path}.1`, 'utf8')).toBe('0123456789\n');
    expect(await readFile(log.path, 'utf8')).toBe('after\n');
  });

  it('is left alone while it is short, and read from where a start began', async () => {
    const log = new ServerLog(join(folder, 'postgres.log'), 20);
    const writer = await log.open();
    await writer.write('früher');
    const offset = await log.size();
    await writer.write('now');
    await log.rotate();
    await writer.close();

    expect(await log.since(offset)).toBe('now');
  });

  it('keeps at most two files', async () => {
    const log = new ServerLog(join(folder, 'postgres.log'), 4);
    for (const text of ['first', 'second', 'third']) {
      const writer = await log.open();
      await writer.write(text);
      await writer.close();
    }
    await log.rotate();

    expect(await readFile(`${log.path}.1`, 'utf8')).toBe('third');
    expect(await readFile(log.path, 'utf8')).toBe('');
  });
});
