import { connect } from 'node:net';
import pg from 'pg';
import { TestBroker } from '../test/support/broker';
import { ask, eventually } from '../test/support/postgres-client';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

/** Milliseconds. What a load balancer or an engine waits for an answer. */
const ANSWERS_WITHIN = 2_000;

interface Health {
  readonly status: number;
  readonly body: { status: string; reason?: string; detail?: string };
}

describe('a broker', () => {
  let broker: TestBroker;
  afterEach(() => broker.stop());

  const inner = (): string => {
    const { host, port } = broker.environment.metricsListen;
    return `http://${host}:${port}`;
  };
  const health = async (url: string): Promise<Health> => {
    const answer = await fetch(url, { headers: { connection: 'close' } });
    return { status: answer.status, body: (await answer.json()) as Health['body'] };
  };
  const listens = (url: string): Promise<boolean> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname, () => resolve(true));
      socket.once('error', () => resolve(false)).once('close', () => socket.destroy());
      socket.once('connect', () => socket.end());
    });

  describe.each(['all', 'web', 'worker'] as const)('of the role %s', (role) => {
    it('says on its inner port how it is', async () => {
      broker = await TestBroker.start({ role });
      expect(await health(`${inner()}/health/live`)).toMatchObject({ status: 200 });
      expect(await health(`${inner()}/health/ready`)).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect(await (await fetch(`${inner()}/metrics`)).text()).toContain('sallyport_process_cpu');
      expect((await fetch(`${inner()}/api/v1/session`)).status).toBe(404);
      expect(await listens(broker.url)).toBe(role !== 'worker');
    });
  });

  it('whose database stands still says so in time, and is well again when it goes on', async () => {
    broker = await TestBroker.start();
    await broker.database.pause();
    try {
      for (const url of [`${broker.url}/health/ready`, `${inner()}/health/ready`]) {
        const began = Date.now();
        const { status, body } = await health(url);
        expect(Date.now() - began).toBeLessThan(ANSWERS_WITHIN);
        expect(status).toBe(503);
        expect(body.reason ?? body.detail).toBe('The database does not answer.');
      }
    } finally {
      await broker.database.resume();
    }
    await eventually(
      () => health(`${inner()}/health/ready`),
      ({ status }) => status === 200,
    );
  });

  describe('told to stop while a request is in hand', () => {
    it('takes no more calls, finishes that one, and seals what it recorded before the database is let go', async () => {
      broker = await TestBroker.start();
      const lea = await broker.signIn('lea');
      const owner = new pg.Client({ connectionString: broker.database.url('sallyport') });
      await owner.connect();
      await owner.query('BEGIN; LOCK TABLE access_request IN EXCLUSIVE MODE');
      const asking = lea.ask();
      // It writes; a job of the worker that waits as well only reads for an update.
      const writes = `SELECT FROM pg_locks WHERE NOT granted AND mode = 'RowExclusiveLock'`;
      await eventually(
        () => ask(broker.database.url('sallyport'), writes),
        (waiting) => waiting.length > 0,
      );

      const stopping = broker.broker.stop();
      await eventually(
        () => listens(broker.url),
        (open) => !open,
      );
      expect((await health(`${inner()}/health/live`)).status).toBe(200);
      expect(await health(`${inner()}/health/ready`)).toMatchObject({
        status: 503,
        body: { reason: 'The process is stopping.' },
      });
      await owner.query('COMMIT');
      expect((await asking).state).toBe('pending');
      await stopping;

      expect(await listens(inner())).toBe(false);
      const { rows } = await owner.query<{ type: string; sealed: boolean }>(
        `SELECT type, seq IS NOT NULL AS sealed FROM audit_event ORDER BY recorded_at`,
      );
      await owner.end();
      expect(rows.filter(({ sealed }) => !sealed)).toEqual([]);
      expect(rows.map(({ type }) => type)).toContain('requests.submitted');
    });
  });
});
