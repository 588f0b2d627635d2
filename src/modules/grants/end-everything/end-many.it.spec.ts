import { Client } from 'pg';
import { approvedGrant } from '../../../../test/builders/approved-grant';
import { PostgresProxy } from '../../../../test/peers/postgres-proxy';
import { TestBroker } from '../../../../test/support/broker';
import { endEverything } from '../../../../test/support/end-everything';
import { type Answer, claimDigestOf, type Json, type Person } from '../../../../test/support/person';
import { eventually } from '../../../../test/support/postgres-client';
import { mintStepUps } from '../../../../test/support/step-ups';
import { provideSecret, resolveSecret } from '../../../platform/config/environment';
import { EndListedGrants } from './end-listed-grants';

jest.setTimeout(180_000);

/** One process answers, another works: what is told here holds over both. */
let web: TestBroker;
let worker: TestBroker | undefined;
let owner: Client;
let hugo: Person;
let lea: Person;

beforeEach(async () => {
  web = await TestBroker.start({ role: 'web' });
  owner = new Client({ connectionString: web.database.url('sallyport') });
  await owner.connect();
  hugo = await web.signIn('hugo');
  lea = await web.signIn('lea');
});

afterEach(async () => {
  await owner.end();
  await worker?.stop();
  worker = undefined;
  await web.stop();
});

const startWorker = async (): Promise<void> => {
  worker = await TestBroker.start({ beside: web });
};
const rows = async (sql: string, values: unknown[] = []): Promise<Json[]> =>
  (await owner.query(sql, values)).rows;
const grantOf = (person: string, profile = 'customer-data-read'): Promise<string> =>
  approvedGrant(owner, { person, approver: 'hugo', profile, at: web.clock.now() });
const metricsOf = (person: string): Promise<string> => grantOf(person, 'usage-metrics-read');
const crowd = async (size: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let made = 0; made < size; made += 1) ids.push(await grantOf('lea'));
  return ids.sort();
};
const open = async (): Promise<number> =>
  (
    await rows(
      `SELECT count(*)::int AS n FROM access_grant WHERE state IN ('scheduled', 'claimable', 'active')`,
    )
  )[0].n;
const proved = (id: string, patience = 20_000): Promise<Json> =>
  eventually(
    async () => (await hugo.get(`/bulk-revocations/${id}`)).body,
    ({ state }) => state === 'proved',
    patience,
  );
const batches = async (): Promise<number[]> =>
  (await rows('SELECT body FROM audit_event ORDER BY recorded_at, id'))
    .map(({ body }) => JSON.parse(body.toString()))
    .filter(({ type }) => type === 'grants.bulk_revocation_batch')
    .map(({ data }) => data.grants);

describe('hundreds at once', () => {
  it('I9 are ended in batches, each a transaction of its own, and another process goes on where this one stopped', async () => {
    const ids = await crowd(230);
    const { body } = await endEverything(hugo, { scope: { kind: 'person', key: 'lea' } });
    // This process does its first batch and has no worker: as if it had died after it.
    expect(body.grants).toEqual({ total: 230, ended: 100, waiting: 130 });
    expect(await open()).toBe(130);
    // What waits for its turn is over all the same.
    const last = (await lea.get(`/grants/${ids.at(-1)}`)).body;
    expect(await lea.claim(last)).toMatchObject({ status: 410, body: { code: 'grants.already_ended' } });

    await startWorker();
    await proved(body.id);
    expect(await open()).toBe(0);
    expect(await batches()).toEqual([100, 100, 30]);
  });

  it('are not held up by one that somebody else holds, nor by one that cannot be ended; nor is the next act', async () => {
    const [held, stuck, ...others] = await crowd(20);
    const [ofMilan, heldToo] = [await metricsOf('milan'), await metricsOf('milan')];
    const at = web.clock.now();
    await owner.query(
      `UPDATE access_grant SET state = 'active', claimed_at = $2, expires_at = $3 WHERE id = $1`,
      [held, at, new Date(at.getTime() + 1_800_000)],
    );
    const isAllowed = async () => (await lea.get('/check?profile=customer-data-read')).body.allowed;
    expect(await isAllowed()).toBe(true);
    await owner.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$;
       CREATE TRIGGER refuse BEFORE UPDATE ON access_grant FOR EACH ROW WHEN (OLD.id = '${stuck}') EXECUTE FUNCTION refuse()`,
    );
    await owner.query('BEGIN');
    await owner.query('SELECT FROM access_grant WHERE id = $1 FOR UPDATE', [held]);
    const { body } = await endEverything(hugo, { scope: { kind: 'person', key: 'lea' } });
    expect(body.grants).toEqual({ total: 20, ended: others.length, waiting: 2 });
    expect(await isAllowed()).toBe(false);

    // The next act begins with its own, and what others hold of the first keeps nobody from what is left of it.
    await owner.query('SAVEPOINT one_held');
    await owner.query('SELECT FROM access_grant WHERE id = $1 FOR UPDATE', [heldToo]);
    const next = await endEverything(lea, { scope: { kind: 'person', key: 'milan' } });
    expect(next.body.grants).toEqual({ total: 2, ended: 1, waiting: 1 });
    await owner.query('ROLLBACK TO one_held');
    await eventually(
      async () => {
        await web.get(EndListedGrants).run();
        return rows(`SELECT id FROM access_grant WHERE id = ANY ($1) AND state <> 'ended'`, [
          [ofMilan, heldToo],
        ]);
      },
      ({ length }) => length === 0,
    );
    await owner.query('ROLLBACK');
    await owner.query('DROP TRIGGER refuse ON access_grant');
    await startWorker();
    await proved(body.id, 30_000);
  });
});

describe('I5 a race with those who approve and take log-ins', () => {
  /** Many requests, each a call away from its approval, and grants, each a call away from its log-in, over two processes. */
  const bystanders = async (): Promise<(() => Promise<Answer>)[]> => {
    const calls: (() => Promise<Answer>)[] = [];
    const profiles = ['customer-data-read', 'invoice-archive-read'];
    for (const [index, at] of [web, worker ?? web].entries()) {
      const asker = await at.signIn('lea');
      const approver = await at.signIn('hugo');
      const asked = await asker.ask({ profile: profiles[index] });
      const binding = { action: 'requests.approve', subjectId: asked.id, digest: asked.digest };
      const [approval] = await mintStepUps(web.database.url('sallyport'), 'hugo', binding, at.clock.now(), 1);
      const body = { decision: 'approve', version: asked.version, digest: asked.digest };
      calls.push(() => approver.post(`/requests/${asked.id}/decisions`, body, approval));
      for (let made = 0; made < 4; made += 1) {
        const grant = (await asker.get(`/grants/${await grantOf('lea')}`)).body;
        const digest = claimDigestOf(grant);
        const [factor] = await mintStepUps(
          web.database.url('sallyport'),
          'lea',
          { action: 'grants.claim', subjectId: grant.id, digest },
          at.clock.now(),
          1,
        );
        calls.push(() => asker.post(`/grants/${grant.id}/credential`, { digest }, factor));
      }
    }
    return calls;
  };

  it('leaves nothing open and no role at the target, whoever was faster', async () => {
    await startWorker();
    for (let round = 0; round < 4; round += 1) {
      const calls = await bystanders();
      const ending = endEverything(hugo, { scope: { kind: 'all' } });
      const answers = await Promise.all(
        calls.map(async (call, index) => {
          // Spread over the time that the end takes, so that some are before, some within and some after it.
          await new Promise((resolve) => setTimeout(resolve, index * 12 + round * 15));
          return call();
        }),
      );
      const { body } = await ending;
      expect(
        answers.map(({ status }) => status).filter((status) => ![200, 201, 409, 410].includes(status)),
      ).toEqual([]);
      await proved(body.id);
      expect(await open()).toBe(0);
      expect(await rows(`SELECT id FROM lease WHERE state <> 'ended'`)).toEqual([]);
      await rows(`UPDATE halt SET lifted_by = placed_by, lifted_at = placed_at, lift_reason = 'test'`);
      await rows(`UPDATE access_request SET state = 'cancelled' WHERE state = 'pending'`);
    }
    expect(await roles()).toEqual([]);
  });

  const roles = async (): Promise<Json[]> => {
    const target = new Client({ connectionString: web.target.url() });
    await target.connect();
    try {
      return (await target.query(`SELECT rolname FROM pg_roles WHERE rolname LIKE 'sp\\_%'`)).rows;
    } finally {
      await target.end();
    }
  };
});

describe('I7 a target that is down', () => {
  it('is shown as unconfirmed with its reason, tried again, tried at once when asked, and proved when it is back', async () => {
    const network = await PostgresProxy.to(web.target.port);
    const direct = resolveSecret('env:SALLYPORT_DEMO_TARGET_URL').reveal();
    provideSecret('SALLYPORT_DEMO_TARGET_URL', network.through(direct));
    try {
      await startWorker();
      const id = await grantOf('lea');
      expect((await lea.claim((await lea.get(`/grants/${id}`)).body)).status).toBe(201);
      const { open: reopen } = await network.shut();
      const { body } = await endEverything(hugo, { scope: { kind: 'system', key: 'customer-db' } });
      web.clock.advance(61_000);
      const down = await eventually(
        async () => (await hugo.get(`/bulk-revocations/${body.id}`)).body,
        // It is called so by the clock alone, also before the first try has come back.
        ({ logIns, leases }) => logIns.unconfirmed === 1 && leases[0].lastError !== null,
      );
      expect(down).toMatchObject({
        state: 'ending',
        logIns: { total: 1, proved: 0, unconfirmed: 1 },
        leases: [{ state: 'unconfirmed', lastError: expect.any(String), nextAttemptAt: expect.any(String) }],
      });
      const [lease] = (await hugo.get('/unconfirmed-leases')).body.items;
      expect(lease).toMatchObject({ person: { name: 'Léa Moreau' }, profile: { key: 'customer-data-read' } });
      await reopen();
      expect((await hugo.post(`/unconfirmed-leases/${lease.id}/try`)).status).toBe(202);
      expect((await proved(body.id)).logIns).toMatchObject({ proved: 1, unconfirmed: 0 });
      expect(await hugo.post(`/unconfirmed-leases/${lease.id}/try`)).toMatchObject({
        status: 409,
        body: { code: 'grants.already_proved' },
      });
      expect((await lea.get('/unconfirmed-leases')).status).toBe(200);
      const milan = await web.signIn('milan');
      expect((await milan.post(`/unconfirmed-leases/${lease.id}/try`)).status).toBe(403);
    } finally {
      provideSecret('SALLYPORT_DEMO_TARGET_URL', direct);
      await network.stop();
    }
  });
});
