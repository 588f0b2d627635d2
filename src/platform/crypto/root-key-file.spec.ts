import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ManualClock } from '../../kernel';
import { makeLogger } from '../telemetry/logger';
import { KeyFileFollower } from './follow-key-file';
import type { MasterKey } from './master-key';
import { existingMasterKey, loadMasterKey, RootKeyFile } from './root-key-file';

const value = Buffer.from('a seed');

describe('the key file', () => {
  let folder: string;
  let file: RootKeyFile;
  let settings: { masterKeyFile: string };
  const clock = new ManualClock();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-keys-'));
    settings = { masterKeyFile: join(folder, 'keys', 'master.key') };
    file = new RootKeyFile(settings, clock);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const text = () => readFileSync(settings.masterKeyFile, 'utf8');
  const write = (content: string): void => {
    mkdirSync(join(folder, 'keys'), { recursive: true });
    writeFileSync(settings.masterKeyFile, content, { mode: 0o600 });
  };
  const load = () => loadMasterKey(settings, clock);

  it('is made at the first start and found again by the next; a command makes none', async () => {
    await expect(existingMasterKey(settings)).rejects.toMatchObject({ code: 'keys.missing' });
    const sealed = (await load()).seal('x', 'row', value);
    expect((await load()).open('x', 'row', sealed)).toEqual(value);
    expect((await load()).derive('x')).toEqual((await existingMasterKey(settings)).derive('x'));
  });

  it('is one, of many starts at once', async () => {
    const ids = (await Promise.all([load(), load(), load()])).map(({ current }) => current.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('holds no secret that a root key alone would give: what is derived does not come from it', async () => {
    await load();
    const [, base64] = /"key": "([^"]+)"/.exec(text())!;
    const single = join(folder, 'single.key');
    writeFileSync(single, base64, { mode: 0o600 });
    expect((await loadMasterKey({ masterKeyFile: single })).derive('x')).not.toEqual(
      (await load()).derive('x'),
    );
  });

  it('is refused when others may read it', async () => {
    await load();
    chmodSync(settings.masterKeyFile, 0o640);
    await expect(load()).rejects.toMatchObject({ code: 'keys.readable_by_others' });
    await expect(file.prepare()).rejects.toMatchObject({ code: 'keys.readable_by_others' });
  });

  it.each([
    ['c2hvcnQ=', 'keys.bad_key'],
    ['', 'keys.bad_key'],
    ['{', 'keys.bad_file'],
    ['{"format":3}', 'keys.bad_file'],
    ['{"format":2,"installation":"x","rootKeys":[],"installationSecret":""}', 'keys.bad_file'],
  ])('I17 is refused without being repeated: %j', async (content, code) => {
    write(content);
    const refused = await load().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code });
    if (content.length > 2) expect(String(refused)).not.toContain(content);
  });

  it('is refused when a byte of a key or of the secret was changed', async () => {
    await load();
    const whole = text();
    for (const name of ['key', 'installationSecret', 'installation']) {
      write(
        whole.replace(
          new RegExp(`("${name}": ")([0-9a-zA-Z])`),
          (_, head, first) => `${head}${first === '1' ? '2' : '1'}`,
        ),
      );
      expect(text()).not.toBe(whole);
      await expect(load()).rejects.toMatchObject({ code: 'keys.bad_file' });
    }
  });

  it('takes a new key in three steps, and what is derived stays', async () => {
    const before = await load();
    const sealed = before.seal('x', 'row', value);
    const key = await file.prepare();
    expect((await load()).current.id).toBe(before.current.id);
    await file.use(key.id, clock.now());
    const after = await load();
    expect(after.current.id).toBe(key.id);
    expect(after.open('x', 'row', sealed)).toEqual(value);
    expect(after.derive('x')).toEqual(before.derive('x'));
    await file.remove(before.current.id);
    expect((await load()).rootKeys.map(({ id }) => id)).toEqual([key.id]);
    expect((await load()).derive('x')).toEqual(before.derive('x'));
  });

  it('keeps the key that holds its secret', async () => {
    const { current } = await load();
    await file.prepare();
    await expect(file.remove(current.id)).rejects.toMatchObject({ code: 'keys.still_needed' });
    await expect(file.use('0000000000000000', clock.now())).rejects.toMatchObject({ code: 'keys.unknown' });
  });

  it('from before rotation is read as it is, and changes its form with the first new key', async () => {
    const bytes = randomBytes(32).toString('base64');
    write(`${bytes}\n`);
    const before = await load();
    expect(text().trim()).toBe(bytes);
    const key = await file.prepare();
    await file.use(key.id, clock.now());
    const after = await load();
    expect(after.derive('x')).toEqual(before.derive('x'));
    expect(after.rootKeys.map(({ id }) => id)).toEqual([before.current.id, key.id]);
  });

  describe('followed by a process', () => {
    const until = async (holds: () => boolean): Promise<void> => {
      for (let tries = 0; !holds(); tries += 1) {
        if (tries > 3_000) throw new Error('Not within half a minute.');
        await delay(10);
      }
    };

    const follow = (keys: MasterKey): KeyFileFollower => {
      const follower = new KeyFileFollower(keys, new RootKeyFile(settings), makeLogger('silent'));
      follower.start(10);
      return follower;
    };

    it('gives it a new key without a restart, and goes on without a file that is bad or gone', async () => {
      const keys = await load();
      const follower = follow(keys);
      const key = await file.prepare();
      await file.use(key.id, clock.now());
      await until(() => keys.current.id === key.id);
      const whole = text();
      for (const spoilt of ['{', undefined]) {
        if (spoilt === undefined) rmSync(settings.masterKeyFile);
        else write(spoilt);
        await delay(50);
        expect(keys.current.id).toBe(key.id);
      }
      write(whole);
      const next = await file.prepare();
      await file.use(next.id, clock.now());
      await until(() => keys.current.id === next.id);
      await follower.stop();
    });

    it('is not exchanged for another installation’s', async () => {
      const keys = await load();
      const { id } = keys.current;
      const other = { masterKeyFile: join(folder, 'other.key') };
      await loadMasterKey(other);
      const follower = follow(keys);
      write(readFileSync(other.masterKeyFile, 'utf8'));
      await delay(80);
      expect(keys.current.id).toBe(id);
      await follower.stop();
    });
  });
});
