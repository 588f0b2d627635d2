import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { anEvent, TestTrail } from '../../../../test/builders/audit-trail';
import { compileSources, ending, runScript } from '../../../../test/support/compiled-sources';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { MINUTE } from '../../../kernel';
import type { Finding } from '../domain/finding';
import { newSignerKey } from '../domain/signed-note';
import { exportEvents } from '../exporting/export-events';
import { verifyDatabase } from './verify-database';
import { verifyExport, type VerifyOptions } from './verify-export';

jest.setTimeout(60_000);

/** The trail's database in the hands of somebody who rules it: each way to change it is found and named. */
describe('a trail that was tampered with', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  /** Thirty events under three checkpoints, at sizes 10, 20 and 30. */
  beforeEach(async () => {
    trail = await TestTrail.fresh(postgres);
    for (const round of [1, 2, 3]) {
      await trail.recordMany(10, `round ${round}`);
      await trail.seal(4);
    }
  });
  afterEach(() => trail.close());

  const verify = (options: Partial<VerifyOptions> = {}, now = new Date()) =>
    verifyDatabase(trail.reader, { key: trail.verifierKey, ...options }, now);
  const first = async (options?: Partial<VerifyOptions>): Promise<Finding | undefined> =>
    (await verify(options)).findings[0];
  const noteAt = async (size: number): Promise<string> =>
    (await trail.query<{ note: string }>('SELECT note FROM audit_checkpoint WHERE size = $1', [size]))[0]
      .note;
  const exported = async (): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of exportEvents(trail.reader)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const verifyFile = (file: Buffer, options: Partial<VerifyOptions> = {}) =>
    verifyExport(Readable.from([file]), { key: trail.verifierKey, ...options });

  it('verifies while it is whole, in the database and as a file', async () => {
    expect(await verify()).toMatchObject({ ok: true, verified: 30, checkpoints: 3 });
    expect(await verifyFile(await exported(), { seen: [await noteAt(10), await noteAt(30)] })).toMatchObject({
      ok: true,
      verified: 30,
    });
  });

  it('names the event of which one byte was changed', async () => {
    await trail.tamper(
      "UPDATE audit_event SET body = overlay(body PLACING '\\x58'::bytea FROM 120 FOR 1) WHERE seq = 17",
    );
    expect(await first()).toEqual({ kind: 'changed', index: 17 });
    expect((await verifyFile(await exported())).findings).toEqual([{ kind: 'changed', index: 17 }]);
  });

  it('names the first of two events whose bytes, or whose places, were swapped', async () => {
    const swap = (column: string) =>
      `UPDATE audit_event a SET ${column} = b.${column} FROM audit_event b WHERE (a.seq, b.seq) IN ((12, 25), (25, 12))`;
    await trail.tamper(swap('body'));
    expect(await first()).toEqual({ kind: 'changed', index: 12 });
    await trail.tamper(swap('body'));
    expect((await verify()).ok).toBe(true);
    await trail.tamper(swap('seq'));
    expect(await first()).toEqual({ kind: 'changed', index: 12 });
  });

  it.each([0, 9, 10, 29])('names the gap that deleting event %i leaves', async (index) => {
    await trail.tamper('DELETE FROM audit_event WHERE seq = $1', [index]);
    expect(await first()).toEqual({ kind: 'missing', from: index, to: index });
  });

  it('names the gap where an event was given another index', async () => {
    await trail.tamper('UPDATE audit_event SET seq = 900 WHERE seq = 5');
    expect(await first()).toEqual({ kind: 'missing', from: 5, to: 5 });
    await trail.tamper('UPDATE audit_event SET seq = 6 WHERE seq = 900');
    expect(await first()).toEqual({ kind: 'missing', from: 5, to: 5 });
  });

  it('names an event that was slipped in between', async () => {
    await trail.record([anEvent('slipped in')]);
    await trail.tamper('UPDATE audit_event SET seq = 14 WHERE seq IS NULL');
    const finding = await first();
    expect(finding).toMatchObject({ index: expect.any(Number) as number });
    expect([14, 15]).toContain((finding as { index: number }).index);
  });

  it('narrows it down to the checkpoints when the sealer’s notes were forged with the event', async () => {
    await trail.tamper('UPDATE audit_event SET body = \'{"actor":{}}\' WHERE seq = 17');
    await trail.tamper(
      `UPDATE audit_seal SET leaf_hashes = overlay(leaf_hashes PLACING
         (SELECT sha256('\\x00'::bytea || body) FROM audit_event WHERE seq = 17) FROM (17 - first_seq)::int * 32 + 1)
       WHERE 17 BETWEEN first_seq AND first_seq + leaf_count - 1`,
    );
    expect(await first()).toEqual({ kind: 'changed-between', from: 10, to: 19 });
  });

  it('finds that the whole trail was signed anew with another key', async () => {
    const thief = trail.newSigner(newSignerKey('sallyport/test')).verifierKey;
    expect(await first({ key: thief })).toEqual({ kind: 'foreign-signature', afterSize: 0 });
  });

  it('finds a changed checkpoint', async () => {
    await trail.tamper(
      "UPDATE audit_checkpoint SET note = replace(note, E'\\n20\\n', E'\\n19\\n') WHERE size = 20",
    );
    expect(await first()).toEqual({ kind: 'bad-signature', afterSize: 10 });
  });

  it('finds a rollback to an earlier day, of which the database itself tells nothing', async () => {
    const seen = [await noteAt(30)];
    await trail.tamper('DELETE FROM audit_event WHERE seq >= 20');
    await trail.tamper('DELETE FROM audit_seal WHERE first_seq >= 20');
    await trail.tamper('DELETE FROM audit_checkpoint WHERE size > 20');
    expect(await verify()).toMatchObject({ ok: true, verified: 20 });
    expect(await first({ seen })).toEqual({ kind: 'rollback', seen: 30, size: 20 });
  });

  it('finds the dropped tail while its checkpoint is there', async () => {
    await trail.tamper('DELETE FROM audit_event WHERE seq >= 25');
    expect(await first()).toEqual({ kind: 'missing', from: 25, to: 29 });
  });

  it('finds a fork: the same length, sealed anew with the right key after a rollback', async () => {
    const seen = [await noteAt(30)];
    await trail.tamper('DELETE FROM audit_event WHERE seq >= 20');
    await trail.tamper('DELETE FROM audit_seal WHERE first_seq >= 20');
    await trail.tamper('DELETE FROM audit_checkpoint WHERE size > 20');
    rmSync(trail.memoryPath);
    await trail.recordMany(10, 'another past');
    await trail.seal();
    expect((await verify()).ok).toBe(true);
    expect(await first({ seen })).toEqual({ kind: 'fork', size: 30 });
  });

  it('reports sealed bytes that are not canonical', async () => {
    await trail.query(
      `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body)
       VALUES ($1, gen_random_uuid(), 'tests.odd', 'info', 'anonymous', '{}', '', '{"actor":{}, "a":1}'),
              ($1, gen_random_uuid(), 'tests.odder', 'info', 'anonymous', '{}', '', E'{"b":1}\\n{"actor":{}}')`,
      [new Date()],
    );
    await trail.seal();
    expect((await verify()).findings).toEqual([{ kind: 'not-canonical', index: 30 }]);
    expect((await verifyFile(await exported())).findings).toEqual([{ kind: 'not-canonical', index: 30 }]);
  });

  it('reports events that wait longer for a checkpoint than they ever should', async () => {
    await trail.recordMany(1, 'waiting');
    expect((await verify()).ok).toBe(true);
    expect((await verify({}, new Date(Date.now() + 2 * MINUTE))).findings).toMatchObject([
      { kind: 'overdue' },
    ]);
  });

  describe('as a file', () => {
    const lines = async (): Promise<string[]> => (await exported()).toString().split('\n').slice(0, -1);
    const fileOf = (all: string[]): Buffer => Buffer.from(`${all.join('\n')}\n`);
    const placeOf = (all: string[], event: number): number =>
      all.flatMap((line, place) => (line.startsWith('{"actor"') ? [place] : []))[event];

    it('holds each event as a line of its own, readable as it is', async () => {
      const events = (await lines()).filter((line) => line.startsWith('{"actor"'));
      expect(events.map((line) => (JSON.parse(line) as { data: { text: string } }).data.text)).toEqual(
        [1, 2, 3].flatMap((round) => Array.from({ length: 10 }, (_, n) => `round ${round} ${n}`)),
      );
    });

    it('names the line that was changed, cut out or copied', async () => {
      const all = await lines();
      const place = placeOf(all, 13);
      expect(
        (await verifyFile(fileOf(all.with(place, all[place].replace('round', 'wound'))))).findings,
      ).toEqual([{ kind: 'changed', index: 13 }]);
      expect((await verifyFile(fileOf(all.toSpliced(place, 1)))).findings).toEqual([
        { kind: 'missing', from: 13, to: 13 },
      ]);
      expect((await verifyFile(fileOf(all.toSpliced(place, 0, all[place])))).findings).toEqual([
        { kind: 'inserted', index: 14 },
      ]);
    });

    it('is refused when it ends early, begins late, or is something else', async () => {
      const file = await exported();
      const all = await lines();
      const kinds = async (bytes: Buffer) => (await verifyFile(bytes)).findings.map(({ kind }) => kind);
      expect(await kinds(file.subarray(0, -5))).toEqual(['unreadable']);
      expect(await kinds(fileOf(all.slice(1)))).toEqual(['unreadable']);
      expect(await kinds(fileOf([all[0], ...all]))).toEqual(['unreadable']);
      expect(await kinds(fileOf(['{"sallyport-audit-export":1,"first":3,"edge":""}']))).toEqual([
        'unreadable',
      ]);
      expect(await kinds(fileOf([...all, '{"checkpoint":1}']))).toEqual(['unreadable']);
      expect(await kinds(Buffer.from('nothing'))).toEqual(['unreadable']);
      expect(await kinds(Buffer.alloc(0))).toEqual(['unreadable']);
      expect(await kinds(fileOf(all.slice(0, placeOf(all, 20) + 1)))).toEqual(['unsigned']);
    });

    it('says the same in whatever pieces it arrives, and on whatever number of threads it is read', async () => {
      const file = await exported();
      const broken = fileOf((await lines()).toSpliced(20, 1));
      const folder = mkdtempSync(join(tmpdir(), 'sallyport-verify-'));
      try {
        await compileSources(folder, ['src/kernel', 'src/platform', 'src/modules/audit']);
        const script = `
          const { verifyExport } = require('./src/modules/audit/verifying/verify-export');
          const { key, file, size, threads } = JSON.parse(process.argv[1]);
          const bytes = Buffer.from(file, 'base64');
          async function* pieces() { for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size); }
          verifyExport(pieces(), { key, threads }).then(({ ok, verified, findings }) =>
            process.stdout.write(JSON.stringify({ ok, verified, findings })));`;
        for (const bytes of [file, broken]) {
          const { ok, verified, findings } = await verifyFile(bytes);
          for (const [size, threads] of [
            [1, 0],
            [1000, 2],
            [7777, 3],
          ] as const) {
            const input = { key: trail.verifierKey, file: bytes.toString('base64'), size, threads };
            const { output } = await ending(runScript(folder, script, input));
            expect(JSON.parse(output)).toEqual({ ok, verified, findings });
          }
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
