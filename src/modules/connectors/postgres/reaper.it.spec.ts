import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { onEachPostgres } from '../../../../test/peers/each-postgres';
import { aLease, CUSTOMERS, logIn } from '../../../../test/peers/postgres-target';
import { ReaperProcess } from '../../../../test/peers/reaper-process';
import { Redacted, systemClock } from '../../../kernel';
import { PostgresConnector } from './postgres.connector';
import { runReaper } from './reaper';

const cut = (session: Client): Promise<void> => new Promise((done) => session.once('end', done));
const milliseconds = (count: number): Promise<void> => new Promise((done) => setTimeout(done, count));
const inMilliseconds = (count: number): Date => new Date(Date.now() + count);

onEachPostgres('the reaper', {}, (at) => {
  const folders: string[] = [];
  const reapers: ReaperProcess[] = [];
  const startReaper = async (url = at().target.reaperUrl, flags: string[] = []): Promise<ReaperProcess> => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-reaper-'));
    folders.push(folder);
    const reaper = await ReaperProcess.start(folder, url, flags);
    reapers.push(reaper);
    return reaper;
  };
  afterEach(async () => {
    await Promise.all(reapers.splice(0).map((reaper) => reaper.stop('SIGKILL')));
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  it('I6 ends open connections of expired roles when the broker is gone, and nothing else does', async () => {
    const broker = new PostgresConnector(systemClock);
    const deadline = inMilliseconds(1_500);
    const session = await logIn(await broker.issue(at().target.system, aLease({}, deadline)));
    await broker.close();
    await milliseconds(deadline.getTime() + 500 - Date.now());
    // VALID UNTIL alone does not end it.
    expect((await session.query('SELECT FROM customers')).rowCount).toBe(100);
    const ended = cut(session);
    const reaper = await startReaper();
    await reaper.until('ended');
    await ended;
    expect(await reaper.stop()).toBe(0);
  });

  it('I6 needs less than a second after the deadline', async () => {
    const reaper = await startReaper();
    await reaper.until('watching');
    const deadline = inMilliseconds(1_500);
    const session = await logIn(await at().connector.issue(at().target.system, aLease({}, deadline)));
    await cut(session);

    expect(Date.now()).toBeGreaterThanOrEqual(deadline.getTime());
    expect(Date.now() - deadline.getTime()).toBeLessThan(1_000);
    expect(await reaper.stop()).toBe(0);
  });

  it('leaves everybody alone who is no expired leased role', async () => {
    const admin = await at().target.admin();
    const live = await logIn(await at().connector.issue(at().target.system, aLease()));
    // A member of an ordinary role, one with a leased role's name, and one that bears the mark and not the name.
    const outsiders = ['outsider', aLease().targetName, 'sallyport_friend'];
    for (const outsider of outsiders) {
      await admin.query(`CREATE ROLE ${outsider} LOGIN PASSWORD 'x' IN ROLE customer_reader`);
    }
    await admin.query('GRANT sallyport_leases TO sallyport_friend');
    const sessions = await Promise.all(
      outsiders.map(async (user) => {
        const client = new Client({
          host: '127.0.0.1',
          port: at().target.server.port,
          user,
          password: 'x',
          database: CUSTOMERS,
        });
        await client.connect();
        return client;
      }),
    );
    for (const outsider of outsiders) await admin.query(`ALTER ROLE ${outsider} VALID UNTIL '2001-01-01'`);
    const gone = await logIn(await at().connector.issue(at().target.system, aLease({}, inMilliseconds(500))));
    const ended = cut(gone);
    const reaper = await startReaper();
    await ended;
    await milliseconds(700);
    for (const session of [live, ...sessions]) {
      expect((await session.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await session.end();
    }
    await reaper.stop();
  });

  it('I17 tells one line of JSON for each connection it ended, and no secret', async () => {
    const lease = aLease({}, inMilliseconds(1_500));
    const credential = await at().connector.issue(at().target.system, lease);
    const sessions = [await logIn(credential), await logIn(credential)];
    const ends = Promise.all(sessions.map(cut));
    const reaper = await startReaper();
    await ends;
    await reaper.until('ended');
    await reaper.stop();

    expect(reaper.events.filter(({ msg }) => msg === 'ended')).toEqual([
      expect.objectContaining({ role: lease.targetName, pid: expect.any(Number) as number }),
      expect.objectContaining({ role: lease.targetName, pid: expect.any(Number) as number }),
    ]);
    expect(reaper.output).not.toContain('canary');
    expect(reaper.output).not.toContain(credential.secret.reveal());
  });

  it('I6 waits for a target that is away, and works again when it is back', async () => {
    const reaper = await startReaper();
    await reaper.until('watching');
    await at().target.server.kill9();
    await reaper.until('interrupted');
    await at().target.server.restart();
    const session = await logIn(
      await at().connector.issue(at().target.system, aLease({}, inMilliseconds(300))),
    );
    const began = Date.now();
    await cut(session);

    expect(Date.now() - began).toBeLessThan(7_000);
    expect(await reaper.stop()).toBe(0);
    expect(reaper.output).not.toContain('canary');
  });

  it('ends with its target when the process that started both is gone, and not before', async () => {
    const reaper = await startReaper(at().target.reaperUrl, ['--started-by', '1']);
    await reaper.until('watching');
    await milliseconds(600);
    expect(reaper.events.map(({ msg }) => msg)).toEqual(['watching']);
    await at().target.server.kill9();
    expect(await reaper.ended).toBe(0);
    await at().target.server.restart();
  });

  it('lets a target end that waits for its last client, once the process that started both is gone', async () => {
    const reaper = await startReaper(at().target.reaperUrl, ['--started-by', '1']);
    await reaper.until('watching');
    const admin = await at().target.admin();
    const { rows } = await admin.query<{ pid: string }>(
      `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid`,
    );
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND usename <> 'sallyport_reaper' AND pid <> pg_backend_pid()`,
    );
    process.kill(Number(rows[0].pid), 'SIGTERM');
    await admin.end();
    expect(await reaper.ended).toBe(0);
    await at().target.server.restart();
  });

  it('is not silenced by a leased session that takes every advisory lock it can think of', async () => {
    const session = await logIn(
      await at().connector.issue(at().target.system, aLease({}, inMilliseconds(800))),
    );
    await session.query('SELECT pg_advisory_lock(n) FROM generate_series(1, 500) n');
    const ended = cut(session);
    const stop = new AbortController();
    const running = runReaper({
      url: new Redacted(at().target.reaperUrl),
      signal: stop.signal,
      tell: () => undefined,
    });
    await ended;
    stop.abort();
    await running;
  });

  it('has a role that can do nothing else', async () => {
    const admin = await at().target.admin();
    const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const session = new Client({ connectionString: at().target.reaperUrl });
    await session.connect();
    for (const statement of [
      'SELECT FROM customers',
      'CREATE TABLE mine (id int)',
      'CREATE TEMPORARY TABLE mine (id int)',
      'CREATE ROLE friend',
      `SELECT pg_terminate_backend(${rows[0].pid})`,
      'SELECT FROM sallyport.lease_group',
      "INSERT INTO sallyport.lease_group VALUES ('pg_monitor')",
      'UPDATE sallyport.guard_heartbeat SET last_seen_at = now()',
      'SET ROLE sallyport_guard',
    ]) {
      await expect(session.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await session.end();
  });

  it('is called by nobody else: neither by the broker nor by a leased role', async () => {
    const leased = await logIn(await at().connector.issue(at().target.system, aLease()));
    const broker = new Client({ connectionString: at().target.brokerUrl() });
    await broker.connect();
    for (const session of [leased, broker]) {
      await expect(
        session.query("SELECT sallyport.end_expired_connections('process')"),
      ).rejects.toMatchObject({
        code: '42501',
      });
      await session.end();
    }
  });

  describe('as the broker sees it', () => {
    it('is none where the set-up was not run', async () => {
      const { target } = at();
      const url = target.brokerUrl().replace(CUSTOMERS, 'postgres');
      const elsewhere = { ...target.system, credential: new Redacted(url) };

      expect(await at().connector.guard({ ...elsewhere, id: 'elsewhere' })).toMatchObject({
        kind: 'none',
        alive: false,
        lastSeenAt: null,
        summary: expect.stringContaining('new log-ins are refused all the same') as string,
      });
    });

    it('is alive while it looks, and dead a few seconds after it stopped', async () => {
      const reaper = await startReaper();
      await reaper.until('watching');
      await milliseconds(1_300);
      expect(await at().connector.guard(at().target.system)).toMatchObject({ kind: 'process', alive: true });
      await reaper.stop();
      await (
        await at().target.admin()
      ).query("UPDATE sallyport.guard_heartbeat SET last_seen_at = last_seen_at - interval '6 seconds'");

      expect(await at().connector.guard(at().target.system)).toMatchObject({ kind: 'process', alive: false });
    });
  });
});
