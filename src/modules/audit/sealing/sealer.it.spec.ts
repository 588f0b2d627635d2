import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TestTrail } from '../../../../test/builders/audit-trail';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { CheckpointSigner } from './checkpoint-signer';
import { newSignerKey } from '../domain/signed-note';
import { readSignerKeys, rotateSignerKey } from './signer-key-file';
import { openCheckpoint } from '../domain/checkpoint';
import { parseKeyring } from '../domain/keyring';
import type { Sealer } from './sealer';
import { TreeStore } from './tree-store';
import { verifyDatabase } from '../verifying/verify-database';

// Other specs start servers of their own at the same time.
jest.setTimeout(60_000);

/** Far longer than the sealer takes on an idle machine. */
const PROMPTLY = 30_000;

describe('the sealer', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;
  const started: Sealer[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    trail = await TestTrail.fresh(postgres);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((sealer) => sealer.stop()));
    await trail.close();
  });

  const start = (...options: Parameters<TestTrail['newSealer']>): Sealer => {
    const sealer = trail.newSealer(...options);
    started.push(sealer);
    sealer.start();
    return sealer;
  };
  const eventually = async (what: string, holds: () => boolean | Promise<boolean>) => {
    const deadline = performance.now() + PROMPTLY;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`Not within ${PROMPTLY} ms: ${what}.`);
      await delay(10);
    }
  };
  const number = async (sql: string): Promise<number> =>
    Number((await trail.query<{ n: string }>(`SELECT (${sql}) AS n`))[0].n);
  const signedSize = () => number('SELECT coalesce(max(size), 0) FROM audit_checkpoint');
  const signed = (size: number) =>
    eventually(`${size} events signed`, async () => (await signedSize()) === size);
  const verified = () => verifyDatabase(trail.reader, { key: trail.verifierKey }, new Date());

  it('numbers committed events without a gap, in order, and signs them', async () => {
    start();
    await trail.recordMany(25);
    await signed(25);
    const rows = await trail.query<{ seq: string }>('SELECT seq FROM audit_event ORDER BY recorded_at, id');
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(await verified()).toMatchObject({ ok: true, verified: 25 });
  });

  it('leaves an open transaction alone and seals it when it commits, after events that were recorded later', async () => {
    start();
    const client = await trail.pool.connect();
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
       VALUES (now(), gen_random_uuid(), 'tests.slow', 'info', 'anonymous', '{}', '', '{"actor":{}}')`,
    );
    await trail.recordMany(3);
    await signed(3);
    expect(await number("SELECT count(*) FROM audit_event WHERE type = 'tests.slow'")).toBe(0);
    await client.query('COMMIT');
    client.release();
    await signed(4);
    expect(await number("SELECT seq FROM audit_event WHERE type = 'tests.slow'")).toBe(3);
    expect(await verified()).toMatchObject({ ok: true, verified: 4 });
  });

  it('keeps every root and proof right while the tree grows in uneven batches, restarts between them', async () => {
    const sizes = [1, 255, 256, 2, 600];
    for (const batch of [7, 300]) {
      for (const size of sizes) {
        await trail.record(
          Array.from({ length: size }, (_, n) => ({
            type: 'tests.many',
            subject: { kind: 'n', id: String(n) },
          })),
        );
        await trail.seal(batch);
      }
    }
    const tree = new TreeStore(trail.reader);
    const rows = await trail.query<{ size: string; root: Buffer }>(
      'SELECT size, root FROM audit_checkpoint ORDER BY size',
    );
    expect(rows).toHaveLength(10);
    for (const { size, root } of rows) expect(await tree.root(Number(size))).toEqual(root);
    expect(await verified()).toMatchObject({ ok: true, verified: 2_228, checkpoints: 10 });
  });

  it('signs soon after news, and again without news for who wants a fresh checkpoint', async () => {
    start({ heartbeat: 150 });
    await trail.recordMany(1);
    await signed(1);
    await eventually(
      'a second checkpoint of the same size',
      async () => (await number('SELECT count(*) FROM audit_checkpoint')) >= 2,
    );
    expect(await signedSize()).toBe(1);
    expect((await verified()).ok).toBe(true);
  });

  it('seals and signs what is there before it stops', async () => {
    const sealer = start({ idle: 10_000, news: 10_000 });
    await eventually('sealing', () => sealer.state === 'sealing');
    await delay(100);
    await trail.recordMany(5);
    await sealer.stop();
    expect(await signedSize()).toBe(5);
    expect(sealer.state).toBe('stopped');
  });

  it('is one at a time: the second waits and takes over', async () => {
    const first = start();
    await eventually('the first one seals', () => first.state === 'sealing');
    const second = start();
    await eventually('the second one stands by', () => second.state === 'standby');
    await trail.recordMany(5);
    await signed(5);
    expect(second.state).toBe('standby');
    await first.stop();
    await trail.recordMany(5);
    await signed(10);
    expect(second.state).toBe('sealing');
  });

  it('numbers every event once though two sealers fight for a lock that is cut again and again', async () => {
    start();
    start();
    const cut = async (): Promise<void> => {
      for (let round = 0; round < 15; round += 1) {
        await delay(20);
        await trail.as('postgres')(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sallyport-sealer'",
        );
      }
    };
    await Promise.all([cut(), trail.recordMany(150), trail.recordMany(150)]);
    await signed(300);
    expect(await verified()).toMatchObject({ ok: true, verified: 300 });
  });

  it('publishes what it had signed when the database would not take it', async () => {
    const admin = trail.as('postgres');
    const sealer = start();
    await trail.recordMany(1);
    await signed(1);
    await admin('REVOKE INSERT ON audit_checkpoint FROM sallyport_sealer');
    await trail.recordMany(1);
    await eventually('signed in vain', () => sealer.state === 'failing');
    await admin('GRANT INSERT ON audit_checkpoint TO sallyport_sealer');
    await signed(2);
  });

  it('loses nothing when the server is killed under it', async () => {
    start();
    await trail.recordMany(20);
    await signed(20);
    await postgres.kill9();
    await postgres.restart();
    await trail.recordMany(20);
    await signed(40);
    expect(await verified()).toMatchObject({ ok: true, verified: 40 });
  });

  it('stops in time though the server is frozen', async () => {
    const sealer = start({ grace: 100 });
    await eventually('sealing', () => sealer.state === 'sealing');
    await postgres.pause();
    const before = performance.now();
    await sealer.stop();
    expect(performance.now() - before).toBeLessThan(3_000);
    await postgres.resume();
  });

  it('prepares the coming months, and puts events of a month that nobody prepared where they belong', async () => {
    const far = "'2031-07-15T12:00:00Z'";
    await trail.query(
      `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
       VALUES (${far}, gen_random_uuid(), 'tests.far', 'info', 'anonymous', '{}', '', '{"actor":{}}')`,
    );
    const partitionOf = async (): Promise<string> =>
      (
        await trail.query<{ name: string }>(
          "SELECT tableoid::regclass::text AS name FROM audit_event WHERE type = 'tests.far'",
        )
      )[0].name;
    expect(await partitionOf()).toBe('audit_event_other');
    start();
    await signed(1);
    expect(await partitionOf()).toBe('audit_event_2031_07');
    const now = new Date();
    const inThreeMonths = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 3, 1))
      .toISOString()
      .slice(0, 7);
    expect(
      await number(
        `SELECT count(*) FROM pg_class WHERE relname = 'audit_event_${inThreeMonths.replace('-', '_')}'`,
      ),
    ).toBe(1);
    await trail.query(
      `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
       VALUES (${far}, gen_random_uuid(), 'tests.far2', 'info', 'anonymous', '{}', '', '{"actor":{}}')`,
    );
    await signed(2);
    expect(await verified()).toMatchObject({ ok: true, verified: 2 });
  });

  describe('refuses to sign', () => {
    const watch = async () =>
      (
        await trail.query<{ state: string; detail: string }>(
          "SELECT state, detail FROM audit_watch WHERE aspect = 'signing'",
        )
      )[0];
    const refusal = async (reason: string): Promise<void> => {
      const before = await number('SELECT count(*) FROM audit_checkpoint');
      const sealer = start();
      await eventually(`refused for ${reason}`, () => sealer.refusedBecause?.reason === reason);
      await trail.recordMany(2, 'afterwards');
      await delay(200);
      expect(sealer.state).toBe('refused');
      expect(await number('SELECT count(*) FROM audit_checkpoint')).toBe(before);
      expect(await watch()).toMatchObject({ state: 'refused' });
      await sealer.stop();
    };

    beforeEach(async () => {
      await trail.recordMany(10);
      await trail.seal();
    });

    it('a database that was rolled back, and goes on when the right one is there again', async () => {
      await trail.recordMany(5);
      copyFileSync(trail.memoryPath, `${trail.memoryPath}.old`);
      await trail.seal();
      await trail.tamper('DELETE FROM audit_checkpoint WHERE size > 10');
      await trail.tamper('CREATE TABLE kept AS SELECT * FROM audit_seal WHERE first_seq >= 10');
      await trail.tamper('DELETE FROM audit_seal WHERE first_seq >= 10');
      await trail.tamper('UPDATE audit_event SET seq = NULL WHERE seq >= 10');
      await refusal('rollback');

      await trail.tamper('INSERT INTO audit_seal SELECT * FROM kept');
      await trail.tamper(
        "UPDATE audit_event SET seq = 9 + n FROM (SELECT id AS i, row_number() OVER (ORDER BY recorded_at, id) AS n FROM audit_event WHERE seq IS NULL AND search NOT LIKE '%afterwards%') AS old WHERE id = i",
      );
      const sealer = start();
      await signed(17);
      expect(sealer.state).toBe('sealing');
      expect(await verified()).toMatchObject({ ok: true, verified: 17 });
      expect(await watch()).toMatchObject({ state: 'signing', detail: '' });
    });

    it('another history of the same length or longer', async () => {
      await trail.tamper(
        "UPDATE audit_seal SET leaf_hashes = overlay(leaf_hashes PLACING '\\x00ff'::bytea FROM 40)",
      );
      await refusal('fork');
    });

    it('a tree whose rows are gone', async () => {
      await trail.recordMany(3);
      await trail.seal();
      await trail.tamper('DELETE FROM audit_seal WHERE first_seq = 0');
      await refusal('damaged-tree');
    });

    it('with a memory that was changed', async () => {
      writeFileSync(trail.memoryPath, readFileSync(trail.memoryPath, 'utf8').replace(/\n10\n/, '\n09\n'));
      await refusal('damaged-memory');
    });

    it('after checkpoints of another key, when it has no memory of its own', async () => {
      rmSync(trail.memoryPath);
      const stranger = trail.newSigner(newSignerKey('sallyport/test'));
      const sealer = start({}, stranger);
      await eventually('refused', () => sealer.refusedBecause?.reason === 'foreign-checkpoint');
    });
  });

  it('goes on from the database when the memory was lost', async () => {
    await trail.recordMany(10);
    await trail.seal();
    rmSync(trail.memoryPath);
    start();
    await trail.recordMany(1);
    await signed(11);
    const memory = openCheckpoint(readFileSync(trail.memoryPath, 'utf8'), parseKeyring(trail.verifierKey));
    expect(memory.size).toBe(11);
  });

  it('goes on with a key that replaced another, and whoever trusts both verifies all of it', async () => {
    const keyFile = join(trail.folder, 'signer.key');
    writeFileSync(keyFile, trail.signerKey, { mode: 0o600 });
    await trail.recordMany(10);
    await trail.seal();
    const keys = rotateSignerKey(keyFile);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(keyFile, 'utf8')).not.toContain(trail.signerKey);
    start({}, new CheckpointSigner(readSignerKeys(keyFile), trail.memoryPath));
    await trail.recordMany(5);
    await signed(15);
    expect(await verifyDatabase(trail.reader, { key: keys.verifierKeys }, new Date())).toMatchObject({
      ok: true,
      verified: 15,
    });
    const [onlyNew = ''] = keys.verifierKeys.split('\n');
    expect((await verifyDatabase(trail.reader, { key: onlyNew }, new Date())).findings).toMatchObject([
      { kind: 'foreign-signature' },
    ]);
  });

  it('signs at its start, so that what it could not publish before is covered', async () => {
    await trail.recordMany(10);
    await trail.seal();
    await trail.tamper('DELETE FROM audit_checkpoint');
    start();
    await signed(10);
  });
});
