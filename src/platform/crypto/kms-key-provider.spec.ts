import { inspect } from 'node:util';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMS_KEY, KmsPeer } from '../../../test/peers/kms/kms-peer';
import { withVariables } from '../../../test/support/environment-variables';
import { makeLogger } from '../telemetry/logger';
import { KeyFileFollower } from './follow-key-file';
import { loadMasterKey, RootKeyFile } from './root-key-file';

/** The SDK tries three times, with pauses. */
jest.setTimeout(60_000);

const value = Buffer.from('a seed');

describe('root keys that AWS KMS wraps', () => {
  let kms: KmsPeer;
  let folder: string;
  const settings = (name = 'master.key') => ({ masterKeyFile: join(folder, name), kmsKey: KMS_KEY });

  beforeEach(async () => {
    kms = await KmsPeer.start();
    folder = mkdtempSync(join(tmpdir(), 'sallyport-kms-'));
  });
  afterEach(async () => {
    await kms.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const near = <T>(work: () => Promise<T>, over: Record<string, string | undefined> = {}) =>
    withVariables({ ...kms.settings, ...over }, work);
  const load = (over?: Record<string, string | undefined>) => near(() => loadMasterKey(settings()), over);

  it('are found again at the next start, and lie in the key file wrapped only', async () => {
    const first = await load();
    const sealed = first.seal('x', 'row', value);
    expect((await load()).open('x', 'row', sealed)).toEqual(value);
    const text = readFileSync(settings().masterKeyFile, 'utf8');
    expect(text).not.toContain(first.current.reveal().toString('base64'));
    expect(text).toContain('"provider": "aws-kms"');
    const { installation } = JSON.parse(text) as { installation: string };
    expect(kms.calls.map(({ action }) => action)).toEqual(['GenerateDataKey', 'Decrypt', 'Decrypt']);
    for (const { context } of kms.calls) expect(context).toEqual({ 'sallyport:installation': installation });
  });

  it('take the place of a key in the file, which can go then', async () => {
    const local = { masterKeyFile: settings().masterKeyFile };
    const before = await loadMasterKey(local);
    await near(async () => {
      const file = new RootKeyFile(settings());
      const key = await file.prepare();
      await file.use(key.id, new Date());
      await file.remove(before.current.id);
      const after = await loadMasterKey(settings());
      expect(after.current.id).toBe(key.id);
      expect(after.derive('x')).toEqual(before.derive('x'));
    });
    expect(readFileSync(local.masterKeyFile, 'utf8')).not.toContain('"provider": "local"');
  });

  it('open for no other installation, and not when a byte was changed', async () => {
    await load();
    const path = settings().masterKeyFile;
    const whole = readFileSync(path, 'utf8');
    for (const name of ['installation', 'wrapped']) {
      writeFileSync(
        path,
        whole.replace(
          new RegExp(`("${name}": "[^"]{6})(.)`),
          (_, head: string, one: string) => `${head}${one === '1' ? '2' : '1'}`,
        ),
      );
      await expect(load()).rejects.toMatchObject({ code: 'keys.kms_refused' });
    }
  });

  it.each([
    [
      'a right is missing',
      (peer: KmsPeer) => peer.forbidden.add('kms:Decrypt'),
      /allow kms:GenerateDataKey and kms:Decrypt/,
    ],
    ['the key is disabled', (peer: KmsPeer) => (peer.disabled = true), /it is disabled/],
  ])('say what somebody has to see to when %s', async (_, spoil, words) => {
    await load();
    spoil(kms);
    await expect(load()).rejects.toMatchObject({
      code: 'keys.kms_refused',
      detail: expect.stringMatching(words) as unknown,
    });
  });

  it('I17 say so when the credential is wrong, without repeating it', async () => {
    await load();
    const wrong = { AWS_SECRET_ACCESS_KEY: 'canary-wrong-secret-of-kms' };
    const refused = await load(wrong).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'keys.kms_refused' });
    expect(inspect(refused)).not.toContain('canary');
  });

  it('say that KMS is away when it is, fails, throttles or loses its answer, and name the key', async () => {
    await load();
    for (const kind of ['fail', 'throttle', 'lose-answer'] as const) {
      kms.mischief = { kind };
      await expect(load()).rejects.toMatchObject({
        code: 'keys.kms_away',
        detail: expect.stringContaining(KMS_KEY) as unknown,
      });
    }
    kms.mischief = undefined;
    const where = kms.settings;
    const open = await kms.shut();
    await expect(withVariables(where, () => loadMasterKey(settings()))).rejects.toMatchObject({
      code: 'keys.kms_away',
    });
    await open();
    await expect(load()).resolves.toBeDefined();
  });

  it('keep nobody from starting while they are not used, and everybody once they are', async () => {
    const local = { masterKeyFile: settings().masterKeyFile };
    const { current } = await loadMasterKey(local);
    const key = await near(() => new RootKeyFile(settings()).prepare());
    kms.forbidden.add('kms:Decrypt');
    const started = await load();
    expect(started.rootKeys.map(({ id }) => id)).toEqual([current.id]);
    const file = new RootKeyFile(settings());
    const follower = new KeyFileFollower(started, file, makeLogger('silent'));
    await near(() => follower.look());
    expect(follower.trouble).toMatch(/allow kms:GenerateDataKey and kms:Decrypt/);
    expect(started.newest.id).toBe(current.id);
    kms.forbidden.clear();
    await near(() => follower.look());
    expect(follower.trouble).toBeUndefined();
    expect(started.newest.id).toBe(key.id);
    await file.use(key.id, new Date());
    kms.forbidden.add('kms:Decrypt');
    await expect(load()).rejects.toMatchObject({ code: 'keys.kms_refused' });
  });

  it('that were prepared and do not open are kept by who changes something else, and give way to the next', async () => {
    const local = { masterKeyFile: settings().masterKeyFile };
    const { current } = await loadMasterKey(local);
    await near(() => new RootKeyFile(settings()).prepare());
    kms.forbidden.add('kms:Decrypt');
    const file = new RootKeyFile(local);
    await near(async () => {
      await file.remove('0000000000000000');
      expect(await file.shut()).toHaveLength(1);
      const next = await file.prepare();
      expect((await file.keys()).map(({ key }) => key.id)).toEqual([current.id, next.id]);
      expect(await file.shut()).toEqual([]);
      await file.withdraw();
      expect((await file.keys()).map(({ key }) => key.id)).toEqual([current.id]);
    });
  });

  it('never make a file when KMS gives no key', async () => {
    kms.forbidden.add('kms:GenerateDataKey');
    await expect(load()).rejects.toMatchObject({ code: 'keys.kms_refused' });
    expect(() => readFileSync(settings().masterKeyFile)).toThrow();
  });
});
