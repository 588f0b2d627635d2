import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { newId, Redacted, systemClock } from '../../kernel';
import { SEALED_COLUMNS } from '../../cli/kept-secrets';
import { KeyFileFollower } from '../../platform/crypto/follow-key-file';
import type { MasterKey } from '../../platform/crypto/master-key';
import { loadMasterKey, RootKeyFile } from '../../platform/crypto/root-key-file';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { makeLogger } from '../../platform/telemetry/logger';
import { startPolicyApp } from '../../../test/support/policy-app';
import { ask } from '../../../test/support/postgres-client';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { AcknowledgeRootKeys } from './acknowledge-root-keys';
import { RetireRootKeys } from './retire-root-key';
import { RootKeyRepository } from './root-key.repository';
import { RotateRootKey } from './rotate-root-key';
import { openSecret } from './sealed-secret';
import { ServingProcessRepository } from './serving-process.repository';
import { SetSecret } from './set-secret';
import { StoredSecretRepository } from './stored-secret.repository';

/** Known first, used later: what the processes that serve have to say before a root key is used, and before one is retired. */
describe('a rotation asks every living process', () => {
  let postgres: TestPostgres;
  let folder: string;
  let settings: { masterKeyFile: string };
  let masterKey: MasterKey;
  let app: INestApplicationContext;
  let old: string;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    folder = mkdtempSync(join(tmpdir(), 'sallyport-acknowledged-'));
    settings = { masterKeyFile: join(folder, 'master.key') };
    masterKey = await loadMasterKey(settings);
    app = await startPolicyApp(postgres, { masterKey, ...settings, clock: systemClock });
    await app.get(SetSecret).run('customer-db', new Redacted('s3cret'), 'root');
  });
  beforeEach(() => {
    old = masterKey.current.id;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const stop of stops.splice(0)) await stop();
    await sql('DELETE FROM serving_process');
  });
  afterAll(async () => {
    await app.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const sql = (text: string, values: unknown[] = []) => ask(postgres.url('sallyport'), text, values);
  const rotate = (waitSeconds = 0, tell: (line: string) => void = () => undefined) =>
    app.get(RotateRootKey).run({ columns: SEALED_COLUMNS, by: 'root', leaveKms: false, waitSeconds, tell });
  const retire = () => app.get(RetireRootKeys).run({ columns: SEALED_COLUMNS, by: 'root' });
  const file = () => new RootKeyFile(settings);
  const filed = async () => (await file().keys()).map(({ key }) => key.id);
  const known = async () =>
    (await sql(`SELECT encode(id, 'hex') AS id FROM root_key ORDER BY registered_at`)).map(({ id }) => id);
  const rows = () => sql('SELECT pid FROM serving_process');
  const begun = async () => (await sql(`SELECT FROM audit_event WHERE type = 'keys.rotation_begun'`)).length;
  const newestEvent = async () =>
    (
      await sql(`SELECT type FROM audit_event WHERE type LIKE 'keys.ro%' ORDER BY recorded_at DESC, id DESC`)
    )[0]?.type;

  /** A process that serves, with a key file of its own where it is told so. */
  async function serving(own = settings, looksEvery: number | null = 20) {
    const held = await loadMasterKey(own);
    const follower = new KeyFileFollower(held, new RootKeyFile(own), makeLogger('silent'));
    const follow = () => follower.start(looksEvery ?? 20);
    if (looksEvery !== null) follow();
    const acknowledging = new AcknowledgeRootKeys(
      app.get(UnitOfWork),
      app.get(RootKeyRepository),
      app.get(ServingProcessRepository),
      held,
      { role: 'web' },
    );
    stops.push(() => follower.stop());
    await acknowledging.start(follower);
    const stop = () => acknowledging.stop();
    stops.push(stop);
    return { held, follow, stop };
  }
  /** What a process that nobody stopped left behind, or one that says nothing but this. */
  const says = (newest: string, current: string, secondsAgo = 0) =>
    sql(
      `INSERT INTO serving_process (id, host, pid, role, newest_root_key, current_root_key, seen_at)
       VALUES ($1, 'web-9', 4242, 'all', decode($2, 'hex'), decode($3, 'hex'), now() - $4 * interval '1 second')`,
      [newId(), newest, current, secondsAgo],
    );
  const otherCopy = () => {
    const copy = { masterKeyFile: join(folder, `${newId()}.key`) };
    copyFileSync(settings.masterKeyFile, copy.masterKeyFile);
    return copy;
  };

  it('uses no key before each holds it, and finishes only when each seals under it', async () => {
    const { held, follow } = await serving(settings, null);
    const told: string[] = [];
    const stored = () => app.get(StoredSecretRepository).sealed(app.get(UnitOfWork).reader, 'customer-db');
    let waited = false;
    const fresh = await rotate(30, (line) => {
      told.push(line);
      if (!line.startsWith('Waiting') || waited) return;
      waited = true;
      expect(held.newest.id).toBe(old);
      // It looks from now on; what was prepared is not used before.
      void file()
        .keys()
        .then((keys) => expect(keys.at(-1)?.entry.usedFrom).toBeNull())
        .finally(follow);
    });
    expect(told).toContain(`Waiting for ${hostname()} (process ${process.pid}, role web) …`);
    expect(held.current.id).toBe(fresh);
    expect(openSecret(held, 'customer-db', (await stored())!).reveal()).toBe('s3cret');
    expect(await retire()).toEqual([old]);
  });

  it('changes nothing where one does not hold it, names that one, and goes through once it is gone', async () => {
    const before = await known();
    const rotations = await begun();
    const { stop } = await serving(otherCopy());
    await expect(rotate()).rejects.toMatchObject({
      code: 'keys.not_held_by_all',
      detail: expect.stringContaining(`${hostname()} (process ${process.pid}, role web)`) as unknown,
    });
    expect(await filed()).toEqual([old]);
    expect(await known()).toEqual(before);
    expect(masterKey.current.id).toBe(old);
    expect(await newestEvent()).toBe('keys.rotation_stopped');
    // Not even for a moment was it a key that whoever starts has to hold.
    expect(await begun()).toBe(rotations);
    await stop();
    expect(await rows()).toEqual([]);
    expect(await rotate()).not.toBe(old);
    await retire();
  });

  it('waits for one that was seen in the last half minute, and for none that was not', async () => {
    await says(old, old, 29);
    await expect(rotate()).rejects.toMatchObject({
      detail: expect.stringContaining('web-9 (process 4242, role all)') as unknown,
    });
    await sql(`UPDATE serving_process SET seen_at = seen_at - interval '2 seconds'`);
    await rotate();
    expect(await retire()).toEqual([old]);
  });

  it('sees a process that starts while the key is made known, and takes the key back', async () => {
    const before = await known();
    const keys = app.get(RootKeyRepository);
    const register = keys.register.bind(keys);
    jest.spyOn(keys, 'register').mockImplementation(async (tx, id) => {
      await says(old, old);
      await register(tx, id);
    });
    await expect(rotate()).rejects.toMatchObject({ code: 'keys.not_held_by_all' });
    expect(await filed()).toEqual([old]);
    expect(await known()).toEqual(before);
  });

  it('lets no process start that lacks a key which the database knows, and asks it nothing then', async () => {
    const copy = otherCopy();
    await rotate();
    await expect(serving(copy)).rejects.toMatchObject({
      code: 'installation.keys_missing',
      detail: expect.stringContaining(masterKey.current.id) as unknown,
    });
    expect(await rows()).toEqual([]);
    await retire();
  });

  it('goes on after the key is in use, where one that holds it did not use it yet', async () => {
    const inUse = app.get(RootKeyFile);
    const use = inUse.use.bind(inUse);
    jest.spyOn(inUse, 'use').mockImplementation(async (id, from) => {
      await use(id, from);
      await says(id, old);
    });
    await expect(rotate()).rejects.toMatchObject({ code: 'keys.not_used_by_all' });
    expect(await filed()).toHaveLength(2);
    await expect(retire()).rejects.toMatchObject({ code: 'keys.rotation_unfinished' });
    await sql('DELETE FROM serving_process');
    expect(await rotate()).toBe((await filed())[1]);
    expect(await retire()).toEqual([old]);
  });

  it('retires no key while one seals under it', async () => {
    const fresh = await rotate();
    await says(fresh, old);
    await expect(retire()).rejects.toMatchObject({
      code: 'keys.not_used_by_all',
      detail: expect.stringContaining('web-9') as unknown,
    });
    expect(await filed()).toEqual([old, fresh]);
    expect(await known()).toEqual(expect.arrayContaining([old, fresh]));
    await sql('UPDATE serving_process SET current_root_key = newest_root_key');
    expect(await retire()).toEqual([old]);
  });
});
