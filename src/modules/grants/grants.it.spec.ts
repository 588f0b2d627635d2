import { DEMO_CUSTOMERS } from '../../demo/demo-database';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { AuditTrail } from '../audit';
import { TestBroker } from '../../../test/support/broker';
import { claimDigestOf, type Json, type Person } from '../../../test/support/person';
import { mintStepUps } from '../../../test/support/step-ups';
import { ask, cut, eventually, logIn } from '../../../test/support/postgres-client';

let broker: TestBroker;
let lea: Person;
let hugo: Person;

beforeAll(async () => {
  broker = await TestBroker.start();
  lea = await broker.signIn('lea');
  hugo = await broker.signIn('hugo');
}, 60_000);

afterAll(() => broker.stop());

afterEach(async () => {
  for (const grant of (await lea.get('/grants')).body.items) {
    if (grant.may.end) await lea.post(`/grants/${grant.id}/end`);
  }
  await eventually(openLeases, (open) => open === 0);
});

const openLeases = async (): Promise<number> => {
  const [row] = await ask(
    broker.database.url('sallyport'),
    `SELECT count(*)::int AS open FROM lease WHERE state <> 'ended'`,
  );
  return row.open;
};

const rolesAtTarget = async (): Promise<string[]> =>
  (await ask(broker.target.url(), `SELECT rolname FROM pg_roles WHERE rolname LIKE 'sp\\_%' ORDER BY 1`)).map(
    ({ rolname }) => rolname,
  );

const granted = async (changes: Json = {}): Promise<Json> =>
  (await hugo.decide(await lea.ask(changes))).body.grant;

const recorded = async ({ id }: Json, type: string) => {
  const { reader } = broker.get(UnitOfWork);
  const events = await broker.get(AuditTrail).about(reader, { kind: 'grant', id }, 100);
  return events.filter((event) => event.type === type);
};

const ended = (grant: Json): Promise<Json> =>
  eventually(
    async () => (await lea.get(`/grants/${grant.id}`)).body,
    ({ state }) => state === 'ended',
  );

describe('a log-in', () => {
  it('reads the customers, and nothing more', async () => {
    const grant = await granted();
    const claimed = await lea.claim(grant);
    expect(claimed.status).toBe(201);
    expect(claimed.body.formats.map(({ id }: Json) => id)).toEqual(
      expect.arrayContaining(['psql', 'url', 'pgpass', 'service', 'env']),
    );
    expect(claimed.headers.get('cache-control')).toBe('no-store');
    const client = await logIn(claimed.body);
    expect((await client.query('SELECT count(*)::int AS n FROM customers')).rows).toEqual([
      { n: DEMO_CUSTOMERS },
    ]);
    for (const sql of [
      'DELETE FROM customers',
      'CREATE TABLE loot AS SELECT * FROM customers',
      'CREATE TEMP TABLE loot (x int)',
      'SELECT * FROM usage_metrics',
      'SET ROLE customer_reader',
    ]) {
      await expect(client.query(sql)).rejects.toThrow(/permission denied|read-only|must be able to/);
    }
    await client.end();
  });

  it('I5 ends with the open connection cut, the role gone and the target read back, when its owner is done', async () => {
    const grant = await granted();
    const claimed = await lea.claim(grant);
    const client = await logIn(claimed.body);
    const gone = cut(client);
    const answer = await lea.post(`/grants/${grant.id}/end`);
    expect(answer.body).toMatchObject({
      state: 'ending',
      endReason: 'returned',
      may: { claim: false, end: false, extend: false },
    });
    expect(await gone).toBeLessThan(3_000);
    const after = await ended(grant);
    expect(after.leases[0]).toMatchObject({
      state: 'ended',
      proof: {
        summary: expect.stringMatching(/absent/i),
        readAt: expect.any(String),
        facts: expect.any(Object),
      },
    });
    expect(await rolesAtTarget()).toEqual([]);
    await expect(logIn(claimed.body)).rejects.toThrow(/password authentication failed|does not exist/);
  });

  it('I5 ends at its deadline', async () => {
    const grant = await granted({ durationSeconds: 60 });
    const claimed = await lea.claim(grant);
    const client = await logIn(claimed.body);
    const gone = cut(client);
    const deadline = Date.parse(claimed.body.expiresAt);
    broker.clock.advance(deadline - broker.clock.now().getTime() - 1_000);
    await gone;
    const late = broker.clock.now().getTime() - deadline;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(3_500);
    expect(await ended(grant)).toMatchObject({ endReason: 'deadline', endedBy: null });
  });

  it('ends when the CTO ends it, who sees it among all grants', async () => {
    const grant = await granted();
    const client = await logIn((await lea.claim(grant)).body);
    const gone = cut(client);
    const seen = (await hugo.get('/grants?scope=all&state=active')).body.items;
    expect(seen).toEqual([
      expect.objectContaining({ id: grant.id, may: { claim: false, end: true, extend: false } }),
    ]);
    expect((await hugo.post(`/grants/${grant.id}/end`, { note: 'Not needed any more.' })).status).toBe(200);
    await gone;
    expect(await ended(grant)).toMatchObject({ endReason: 'revoked', endedBy: { name: 'Hugo Brandt' } });
  });

  it('takes a new password while it lives, after which the earlier one is refused', async () => {
    const grant = await granted();
    const first = (await lea.claim(grant)).body;
    expect(await lea.claim(grant)).toMatchObject({ status: 409, body: { code: 'grants.already_issued' } });
    const second = await lea.claim(grant, { replace: true });
    expect(second.status).toBe(201);
    expect(second.body.username).toBe(first.username);
    expect(second.body.expiresAt).toBe(first.expiresAt);
    await expect(logIn(first)).rejects.toThrow(/password authentication failed/);
    await (await logIn(second.body)).end();
  });

  it('is nobody else’s: another person’s grant is unknown, and the attempt is on record', async () => {
    const grant = await granted();
    const milan = await broker.signIn('milan');
    expect(await milan.get(`/grants/${grant.id}`)).toMatchObject({
      status: 404,
      body: { code: 'grants.unknown_grant' },
    });
    expect((await milan.post(`/grants/${grant.id}/end`)).status).toBe(404);
    expect(await hugo.claim(grant)).toMatchObject({ status: 404 });
    const seen = await recorded(grant, 'identity.access_refused');
    expect(seen.length).toBeGreaterThanOrEqual(2);
  });
});

describe('making a log-in', () => {
  it('I3 fifty calls at once on two processes make one', async () => {
    const second = await TestBroker.start({ beside: broker, role: 'web' });
    try {
      const grant = await granted();
      const binding = { action: 'grants.claim', subjectId: grant.id, digest: claimDigestOf(grant) };
      const proofs = await mintStepUps(
        broker.database.url('sallyport'),
        'lea',
        binding,
        broker.clock.now(),
        50,
      );
      const answers = await Promise.all(
        proofs.map(async (proof, call) => {
          const at = call % 2 === 0 ? lea : lea.through(second);
          return at.post(`/grants/${grant.id}/credential`, { digest: claimDigestOf(grant) }, proof);
        }),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
        new Set(['grants.already_issued']),
      );
      expect(await rolesAtTarget()).toHaveLength(1);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('I1 is refused once the approver may approve no more', async () => {
    const grant = await granted();
    const url = broker.database.url('sallyport');
    await ask(url, `UPDATE person SET status = 'suspended' WHERE handle = 'hugo'`);
    try {
      expect(await lea.claim(grant)).toMatchObject({
        status: 403,
        body: { code: 'policy.approver_not_active' },
      });
    } finally {
      await ask(url, `UPDATE person SET status = 'active' WHERE handle = 'hugo'`);
    }
    expect(await rolesAtTarget()).toEqual([]);
  });

  it('I18 is refused once its person has left the circle, and the database refuses to widen the circle', async () => {
    const grant = await granted();
    const url = broker.database.url('sallyport');
    await ask(url, `UPDATE person_job_role SET job_role = 'engineer' WHERE job_role = 'tech-lead'`);
    try {
      expect(await lea.claim(grant)).toMatchObject({
        status: 403,
        body: { code: 'policy.job_role_not_eligible' },
      });
    } finally {
      await ask(
        url,
        `UPDATE person_job_role SET job_role = 'tech-lead' WHERE person_id = (SELECT id FROM person WHERE handle = 'lea')`,
      );
    }
    const widen = ask(
      url,
      `INSERT INTO access_profile_job_role SELECT id, true, 'engineer' FROM access_profile WHERE key = 'customer-data-read'`,
    );
    await expect(widen).rejects.toThrow(/personal_data_circle/);
  });

  it('I9 leaves nothing behind and shows nothing when the audit event cannot be written', async () => {
    const grant = await granted();
    const url = broker.database.url('sallyport');
    for (const type of ['grants.lease_intended', 'grants.lease_issued']) {
      await ask(
        url,
        `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.type = '${type}' THEN RAISE EXCEPTION 'the disk of the trail is full'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse()`,
      );
      const answer = await lea.claim(grant);
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
      expect(JSON.stringify(answer.body)).not.toMatch(/password|postgres:|trail is full/i);
      await ask(url, 'DROP TRIGGER refuse ON audit_event; DROP FUNCTION refuse');
      await eventually(rolesAtTarget, (roles) => roles.length === 0);
      await eventually(openLeases, (open) => open === 0);
    }
    expect((await lea.claim(grant)).status).toBe(201);
  });

  it('is refused with a clear sentence while the target is down, and works when it is back', async () => {
    const grant = await granted();
    await broker.target.kill9();
    const answer = await lea.claim(grant);
    expect(answer).toMatchObject({ status: 503, body: { code: 'grants.target_unreachable' } });
    expect(answer.body.detail).toContain('Customer database');
    await broker.target.restart();
    await eventually(openLeases, (open) => open === 0, 30_000);
    expect((await lea.claim(grant)).status).toBe(201);
  }, 60_000);
});

describe('ending a log-in', () => {
  it('I7 is never given up: raised after a minute, proved when the target is back', async () => {
    const grant = await granted();
    await lea.claim(grant);
    await broker.target.kill9();
    await lea.post(`/grants/${grant.id}/end`);
    await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body.leases[0].attempts,
      (attempts) => attempts > 0,
    );
    broker.clock.advance(61_000);
    const unconfirmed = await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'unconfirmed',
      20_000,
    );
    expect(unconfirmed.leases[0]).toMatchObject({
      state: 'unconfirmed',
      lastError: expect.any(String),
      nextAttemptAt: expect.any(String),
    });
    expect((await hugo.get('/attention')).body.unconfirmedLeases).toBe(1);
    expect((await hugo.get('/unconfirmed-leases')).body.items).toHaveLength(1);
    await broker.target.restart();
    const back = Date.now();
    expect((await ended(grant)).leases[0].proof.summary).toMatch(/absent/i);
    expect(Date.now() - back).toBeLessThan(30_000);
    const alerts = await recorded(grant, 'grants.lease_unconfirmed');
    expect(alerts).toEqual([expect.objectContaining({ severity: 'alert' })]);
  }, 60_000);

  it('a grant that nobody used in time is closed without touching the target', async () => {
    const grant = await granted();
    broker.clock.advance(8 * 3_600_000 + 1_000);
    for (const person of [lea, hugo]) await person.signInAgain();
    expect(await ended(grant)).toMatchObject({ endReason: 'unclaimed', leases: [] });
  });

  it('a later start is kept: not before, then for the claim window', async () => {
    const startsAt = new Date(broker.clock.now().getTime() + 3_600_000).toISOString();
    const grant = await granted({ startsAt });
    expect(grant).toMatchObject({ state: 'scheduled', may: { claim: false } });
    expect(await lea.claim(grant)).toMatchObject({ status: 410, body: { code: 'grants.not_started' } });
    broker.clock.advance(3_600_000);
    for (const person of [lea, hugo]) await person.signInAgain();
    await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body.state,
      (state) => state === 'claimable',
    );
    expect((await lea.claim(grant)).status).toBe(201);
  });
});

describe('"may I use this now?"', () => {
  it('answers yes from the first use to the end, and no before and after', async () => {
    const check = async () => (await lea.get('/check?profile=customer-data-read')).body;
    const grant = await granted();
    expect(await check()).toEqual({ allowed: false, until: null, grantId: null });
    const claimed = await lea.claim(grant);
    expect(await check()).toEqual({ allowed: true, until: claimed.body.expiresAt, grantId: grant.id });
    await lea.post(`/grants/${grant.id}/end`);
    expect((await check()).allowed).toBe(false);
  });
});

describe('the life cycles in the database', () => {
  it.each([
    [
      'lease',
      `UPDATE lease SET state = 'live' WHERE id = (SELECT id FROM lease WHERE state = 'ended' LIMIT 1)`,
    ],
    ['access_grant', `UPDATE access_grant SET state = 'active' WHERE state = 'ended'`],
    ['access_request', `UPDATE access_request SET state = 'pending' WHERE state = 'approved'`],
  ])('refuse a step that there is none: %s', async (table, sql) => {
    await expect(ask(broker.database.url('sallyport'), sql)).rejects.toThrow(`${table}_transition`);
  });

  it('I7 refuse to end a lease without a proof', async () => {
    const url = broker.database.url('sallyport');
    await expect(ask(url, `UPDATE lease SET proof = NULL WHERE state = 'ended'`)).rejects.toThrow(
      'lease_ended_with_proof',
    );
  });

  it('I12 refuse a deadline beyond the profile’s maximum', async () => {
    const sql = `UPDATE access_grant SET expires_at = claimed_at + make_interval(secs => maximum_seconds + 1) WHERE claimed_at IS NOT NULL`;
    await expect(ask(broker.database.url('sallyport'), sql)).rejects.toThrow('access_grant_within_maximum');
  });
});
