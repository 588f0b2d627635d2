import { DataSource } from 'typeorm';
import { systemClock } from '../../kernel';
import { ask, eventually } from '../../../test/support/postgres-client';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { systemActor } from './actor';
import { ANSWERS_WITHIN, PATIENCE } from './patience';
import { UnitOfWork } from './unit-of-work';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const NAME = 'sallyport-patience';
/** Milliseconds. */
const BRIEFLY = 1_000;
const ONE_WAIT = 2 * BRIEFLY;

describe('a database that stands still', () => {
  let postgres: TestPostgres;
  let dataSource: DataSource;
  let uow: UnitOfWork;
  const stopped: number[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    dataSource = await new DataSource({
      type: 'postgres',
      url: postgres.url('sallyport', 'sallyport_app'),
      applicationName: NAME,
      extra: { ...PATIENCE, max: 1, answersWithin: BRIEFLY },
    }).initialize();
    uow = new UnitOfWork(dataSource, { append: () => Promise.resolve() }, systemClock);
  });
  afterEach(async () => {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT');
    await dataSource.destroy();
  });

  const backends = () =>
    ask<{ pid: number }>(postgres.url(), 'SELECT pid FROM pg_stat_activity WHERE application_name = $1', [
      NAME,
    ]);
  const stop = async (): Promise<number[]> => {
    const found = (await backends()).map(({ pid }) => pid);
    for (const pid of found) process.kill(pid, 'SIGSTOP');
    stopped.push(...found);
    return found;
  };
  const timed = async (work: Promise<unknown>): Promise<number> => {
    const began = Date.now();
    await expect(work).rejects.toThrow(/does not answer/);
    return Date.now() - began;
  };
  const pidOf = async (query: (sql: string) => Promise<unknown[]>): Promise<number> => {
    const [row] = (await query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
    return row.pid;
  };

  it.each([
    ['a read', () => uow.reader.query('SELECT 1')],
    [
      'a unit of work',
      () => uow.run(systemActor('test'), (tx) => tx.query('SELECT pg_advisory_xact_lock(1)')),
    ],
  ])('ends %s in time, and its connection is used by nobody again', async (_, work) => {
    await work();
    const [frozen] = await stop();
    expect(await timed(work())).toBeLessThan(ONE_WAIT);
    expect(await pidOf((sql) => uow.reader.query(sql))).not.toBe(frozen);
  });

  it('ends a unit of work that was in the middle, without waiting again for its rollback', async () => {
    const inTheMiddle = uow.run(systemActor('test'), async (tx) => {
      await stop();
      await tx.query('SELECT 1');
    });
    expect(await timed(inTheMiddle)).toBeLessThan(ONE_WAIT);
    const next = await uow.run(systemActor('test'), (tx) => pidOf((sql) => tx.query(sql)));
    expect(stopped).not.toContain(next);
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT');
    // Back to life, the server finds that nobody is there and rolls back.
    await eventually(backends, (left) => left.length === 1);
  });

  it('is waited for longer than the server’s own limit, so that a slow statement fails by that one', async () => {
    await uow.reader.query(`SET statement_timeout = ${BRIEFLY / 2}`);
    await expect(uow.reader.query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
    expect(ANSWERS_WITHIN).toBeGreaterThan(PATIENCE.statement_timeout);
  });

  it('is not taken for one that nobody asks anything', async () => {
    const pid = () => pidOf((sql) => uow.reader.query(sql));
    const before = await pid();
    await new Promise((resolve) => setTimeout(resolve, 2 * BRIEFLY));
    expect(await pid()).toBe(before);
  });

  it('is no reason to give up answers that came while this process itself stood still', async () => {
    const slow = uow.reader.query<{ slept: string }>('SELECT pg_sleep(0.8)::text AS slept');
    await eventually(
      () => ask(postgres.url(), `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`),
      (asleep) => asleep.length === 1,
    );
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * BRIEFLY);
    expect(await slow).toEqual([{ slept: '' }]);
  });
});
