import { DataSource } from 'typeorm';
import { DAY, ManualClock } from '../../../kernel';
import { TestTrail } from '../../../../test/builders/audit-trail';
import { DATABASE, startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { hashLeaf } from '../domain/merkle';
import { verifyInclusion } from '../domain/merkle-proof';
import { firstMonthKept } from '../domain/retention';
import { PruneEventsJob } from './prune-events.job';
import { TreeStore } from '../sealing/tree-store';
import { verifyDatabase } from '../verifying/verify-database';

jest.setTimeout(60_000);

describe('keeping the trail for nine months', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;
  let dataSource: DataSource;
  let job: PruneEventsJob;
  const today = new Date();
  const clock = new ManualClock(today);
  const monthsAgo = (months: number): Date =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 15, 12));

  beforeAll(async () => {
    postgres = await startTestPostgres();
    dataSource = new DataSource({ type: 'postgres', url: postgres.url(DATABASE, 'sallyport_app') });
    await dataSource.initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.set(today);
    trail = await TestTrail.fresh(postgres, clock);
    job = new PruneEventsJob(trail.unitOfWork(dataSource), clock);
  });
  afterEach(() => trail.close());

  const recordAgo = async (months: number, count: number): Promise<void> => {
    clock.set(monthsAgo(months));
    await trail.recordMany(count, `${months} months ago`);
    clock.set(today);
  };
  const seal = async (): Promise<void> => {
    await trail.as('sallyport_sealer')('SELECT audit_prepare_months($1, 3)', [today]);
    await trail.seal();
  };
  const verify = (seen: readonly string[] = []) =>
    verifyDatabase(trail.reader, { key: trail.verifierKey, seen }, new Date());
  const types = async (): Promise<string[]> =>
    (await trail.query<{ type: string }>('SELECT type FROM audit_event ORDER BY seq NULLS LAST')).map(
      ({ type }) => type,
    );

  it('counts whole months', () => {
    expect(firstMonthKept(new Date('2026-11-30T23:59:59Z'))).toEqual(new Date('2026-02-01T00:00:00Z'));
    expect(firstMonthKept(new Date('2026-05-31T00:00:00Z'))).toEqual(new Date('2025-08-01T00:00:00Z'));
  });

  it('announces what is to go, and drops it only after a checkpoint covers the announcement', async () => {
    await recordAgo(12, 5);
    await recordAgo(11, 300);
    await recordAgo(9, 4);
    await recordAgo(1, 3);
    await seal();
    const seen = (await trail.query<{ note: string }>('SELECT note FROM audit_checkpoint'))[0].note;
    const [old] = await trail.query<{ body: Buffer }>('SELECT body FROM audit_event WHERE seq = 7');

    await job.run();
    await job.run();
    expect(await types()).toHaveLength(313);
    expect(await verify()).toMatchObject({ ok: true, first: 0 });

    await seal();
    expect(await verify()).toMatchObject({ ok: true, first: 305, verified: 313 });
    await job.run();
    expect(await types()).toEqual([
      ...Array<string>(7).fill('tests.happened'),
      'audit.prune_announced',
      'audit.pruned',
    ]);
    await seal();
    expect(await verify([seen])).toMatchObject({ ok: true, first: 305, verified: 314, notComparable: [] });

    const tree = new TreeStore(trail.reader);
    const proof = await tree.inclusionProof(7, 314);
    expect(verifyInclusion(7, 314, hashLeaf(old.body), proof, await tree.root(314))).toBe(true);
  });

  it('finds that more was deleted than was announced, or that nothing was announced at all', async () => {
    await recordAgo(12, 5);
    await recordAgo(9, 4);
    await seal();
    await job.run();
    await seal();
    await job.run();
    await seal();
    await trail.tamper('DELETE FROM audit_event WHERE seq = 5');
    expect((await verify()).findings).toEqual([{ kind: 'missing', from: 5, to: 5 }]);
    await trail.tamper('UPDATE audit_prune SET first_kept = 6');
    expect((await verify()).ok).toBe(false);
  });

  it('removes nothing that is younger, not sealed, or not old enough on the clock of the database', async () => {
    await recordAgo(9, 4);
    await seal();
    await recordAgo(12, 1);
    await job.run();
    expect(await trail.query('SELECT * FROM audit_prune')).toEqual([]);
    await seal();
    const early = new Date(firstMonthKept(today).getTime() + 35 * DAY).toISOString().slice(0, 8);
    await expect(trail.query('SELECT audit_announce_prune($1)', [`${early}01`])).rejects.toMatchObject({
      code: '42501',
    });
    clock.advance(365 * DAY);
    await expect(job.run()).rejects.toMatchObject({ code: '42501' });
    expect(await types()).toHaveLength(5);
  });

  it('does not drop a month to which an event came late', async () => {
    await recordAgo(12, 2);
    await seal();
    await job.run();
    await recordAgo(12, 1);
    await seal();
    await expect(job.run()).rejects.toThrow(/came late/);
    expect(await types()).toHaveLength(4);
  });
});
