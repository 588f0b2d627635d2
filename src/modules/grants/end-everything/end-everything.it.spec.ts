import { Client } from 'pg';
import { HOUR } from '../../../kernel';
import { approvedGrant } from '../../../../test/builders/approved-grant';
import { TestBroker } from '../../../../test/support/broker';
import { endEverything, liftHalt, preview } from '../../../../test/support/end-everything';
import type { Json, Person } from '../../../../test/support/person';
import { cut, eventually, logIn } from '../../../../test/support/postgres-client';

jest.setTimeout(120_000);

let broker: TestBroker;
let owner: Client;
let hugo: Person;
let lea: Person;
let milan: Person;

beforeAll(async () => {
  broker = await TestBroker.start();
  owner = new Client({ connectionString: broker.database.url('sallyport') });
  await owner.connect();
  hugo = await broker.signIn('hugo');
  lea = await broker.signIn('lea');
  milan = await broker.signIn('milan');
});

afterAll(async () => {
  await owner.end();
  await broker.stop();
});

const rows = async (sql: string, values: unknown[] = []): Promise<Json[]> =>
  (await owner.query(sql, values)).rows;

afterEach(async () => {
  await rows(`UPDATE halt SET lifted_by = placed_by, lifted_at = placed_at, lift_reason = 'test'`);
  await endEverything(hugo, { scope: { kind: 'all' } });
  await rows(
    `UPDATE halt SET lifted_by = placed_by, lifted_at = placed_at, lift_reason = 'test' WHERE lifted_at IS NULL`,
  );
  await eventually(
    () => rows(`SELECT id FROM access_grant WHERE state <> 'ended'`),
    (open) => open.length === 0,
    30_000,
  );
});

const grantOf = (person: string, profile = 'customer-data-read', approver = 'hugo'): Promise<string> =>
  approvedGrant(owner, { person, approver, profile, at: broker.clock.now() });
const live = async (person: Person, approver: Person): Promise<Json> => {
  const { grant } = (await approver.decide(await person.ask())).body;
  return { grant, credential: (await person.claim(grant)).body };
};
/** No life cycle leads back to scheduled; such a grant is born so. */
const makeScheduled = async (id: string): Promise<void> => {
  await rows('ALTER TABLE access_grant DISABLE TRIGGER access_grant_prior_state');
  await rows(`UPDATE access_grant SET starts_at = $2, state = 'scheduled' WHERE id = $1`, [
    id,
    new Date(broker.clock.now().getTime() + HOUR),
  ]);
  await rows('ALTER TABLE access_grant ENABLE TRIGGER access_grant_prior_state');
};
const stateOf = async (id: string): Promise<string> =>
  (await rows('SELECT state FROM access_grant WHERE id = $1', [id]))[0].state;
const progress = async (id: string): Promise<Json> => (await hugo.get(`/bulk-revocations/${id}`)).body;
const proved = (id: string): Promise<Json> =>
  eventually(
    () => progress(id),
    ({ state }) => state === 'proved',
    20_000,
  );
const events = async (type: string): Promise<Json[]> =>
  (await rows('SELECT body FROM audit_event ORDER BY recorded_at, id'))
    .map(({ body }) => JSON.parse(body.toString()))
    .filter((event) => event.type === type);

describe('ending everything of one person', () => {
  it('I5 cuts, removes and proves what is in use, closes what is not, and leaves everybody else alone', async () => {
    const { credential } = await live(lea, hugo);
    const client = await logIn(credential);
    const gone = cut(client);
    const unused = await grantOf('lea', 'customer-data-correction');
    const scheduled = await grantOf('lea');
    await makeScheduled(scheduled);
    const other = await grantOf('milan', 'usage-metrics-read');

    const seen = (await preview(hugo, { kind: 'person', key: 'lea' })).body;
    expect(seen).toMatchObject({
      scope: { kind: 'person', name: 'Léa Moreau' },
      shown: { grants: 3, people: 1, systems: 1, logIns: 1 },
      mustHalt: false,
    });
    expect(seen.grants[0]).toMatchObject({ state: 'active', systems: ['Customer database'] });

    const answer = await endEverything(hugo, { scope: { kind: 'person', key: 'lea' } });
    expect(answer).toMatchObject({ status: 201, body: { halt: null, grants: { total: 3 } } });
    const answeredAt = Date.now();
    await gone;
    expect(Date.now() - answeredAt).toBeLessThan(3_000);
    const after = await proved(answer.body.id);
    expect(after).toMatchObject({
      grants: { total: 3, ended: 3, waiting: 0 },
      logIns: { total: 1, proved: 1, ending: 0, unconfirmed: 0 },
      askedBy: { name: 'Hugo Brandt' },
    });
    expect(after.leases).toMatchObject([
      { person: { name: 'Léa Moreau' }, proof: { summary: expect.stringMatching(/absent/i) } },
    ]);
    expect(await stateOf(other)).toBe('claimable');
    expect(await stateOf(scheduled)).toBe('ended');
    expect(await stateOf(unused)).toBe('ended');
    expect(await events('grants.bulk_revocation_asked')).toContainEqual(
      expect.objectContaining({
        severity: 'alert',
        data: expect.objectContaining({ listed: 3, halt: false }),
      }),
    );
  });

  it('is about the human being: a second account’s grants end with it', async () => {
    const second = await grantOf('milan-oncall', 'usage-metrics-read', 'tomasz');
    const { body } = await endEverything(hugo, { scope: { kind: 'person', key: 'milan' } });
    await proved(body.id);
    expect(await stateOf(second)).toBe('ended');
  });

  it('I14 ends nothing twice: asked again it finds nothing, and says so', async () => {
    const id = await grantOf('lea');
    await proved((await endEverything(hugo, { scope: { kind: 'person', key: 'lea' } })).body.id);
    const [{ ended_at: endedAt }] = await rows('SELECT ended_at FROM access_grant WHERE id = $1', [id]);
    const again = await endEverything(hugo, { scope: { kind: 'person', key: 'lea' } });
    expect(again.body).toMatchObject({ state: 'proved', provedAt: null, grants: { total: 0 } });
    expect((await rows('SELECT ended_at FROM access_grant WHERE id = $1', [id]))[0].ended_at).toEqual(
      endedAt,
    );
  });
});

describe('ending everything of a profile or a system', () => {
  it('ends grants of that profile only', async () => {
    const [one, other] = [await grantOf('lea'), await grantOf('lea', 'customer-data-correction')];
    const { body } = await endEverything(hugo, { scope: { kind: 'profile', key: 'customer-data-read' } });
    await proved(body.id);
    expect([await stateOf(one), await stateOf(other)]).toEqual(['ended', 'claimable']);
  });

  it('ends whatever reaches the system, by any profile', async () => {
    const ids = [await grantOf('lea'), await grantOf('milan', 'usage-metrics-read', 'tomasz')];
    const { body } = await endEverything(hugo, { scope: { kind: 'system', key: 'customer-db' } });
    await proved(body.id);
    expect(await Promise.all(ids.map(stateOf))).toEqual(['ended', 'ended']);
  });
});

describe('I10 who may, and how', () => {
  it('refuses whoever may not end any grant, and whoever names nothing that exists', async () => {
    const scope = { kind: 'person', key: 'lea' };
    const ines = await broker.signIn('ines');
    expect((await preview(milan, scope)).status).toBe(403);
    expect((await preview(ines, scope)).status).toBe(403);
    expect((await milan.get('/bulk-revocations')).status).toBe(403);
    expect((await ines.get('/bulk-revocations')).status).toBe(200);
    expect(await preview(hugo, { kind: 'person', key: 'nobody' })).toMatchObject({
      status: 404,
      body: { code: 'directory.unknown_person' },
    });
    for (const address of ['kind=person', 'kind=all&key=lea', 'kind=system&key=No%20Key']) {
      expect(await hugo.get(`/bulk-revocations/preview?${address}`)).toMatchObject({
        status: 422,
        body: { code: 'grants.bad_scope' },
      });
    }
  });

  it('ends nothing without a second factor over exactly what was shown, and a reason', async () => {
    const id = await grantOf('lea');
    const scope = { kind: 'person', key: 'lea' };
    const { shown, digest, haltDigest, subjectId } = (await preview(hugo, scope)).body;
    const body = { scope, reason: 'A laptop was stolen.', halt: false, shown, digest };
    expect(await hugo.post('/bulk-revocations', body)).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication', stepUp: { action: 'grants.end-everything', digest } },
    });
    const header = await hugo.stepUp('grants.end-everything', subjectId, digest);
    for (const [change, code] of [
      [{ halt: true }, 'grants.changed'],
      [{ halt: true, digest: haltDigest }, 'insufficient_user_authentication'],
      [{ scope: { kind: 'person', key: 'milan' } }, 'grants.changed'],
      [{ scope: { kind: 'all' } }, 'grants.halt_needed'],
      [{ shown: { ...shown, grants: 0 } }, 'grants.changed'],
      [{ reason: 'because' }, 'request.invalid'],
      [{ reason: '............' }, 'request.invalid'],
    ] as const) {
      expect((await hugo.post('/bulk-revocations', { ...body, ...change }, header)).body.code).toBe(code);
    }
    expect(await stateOf(id)).toBe('claimable');
    expect((await hugo.post('/bulk-revocations', body, header)).status).toBe(201);
    expect((await hugo.post('/bulk-revocations', body, header)).status).toBe(401);
  });

  it('wants a new look after ten minutes', async () => {
    const scope = { kind: 'person', key: 'lea' };
    const { shown, digest, subjectId } = (await preview(hugo, scope)).body;
    broker.clock.advance(11 * 60_000);
    const header = await hugo.stepUp('grants.end-everything', subjectId, digest);
    const body = { scope, reason: 'A laptop was stolen.', halt: false, shown, digest };
    expect((await hugo.post('/bulk-revocations', body, header)).body.code).toBe('grants.preview_too_old');
  });
});

describe('a halt', () => {
  it('keeps everybody from approving and from taking a log-in until it is lifted', async () => {
    const asked = await lea.ask();
    const { body } = await endEverything(hugo, { scope: { kind: 'all' } });
    expect(body.halt).toMatchObject({ scope: { kind: 'all' }, liftedAt: null });
    const late = await grantOf('lea');
    expect(await hugo.decide(asked)).toMatchObject({ status: 409, body: { code: 'grants.halted' } });
    expect(await lea.claim((await lea.get(`/grants/${late}`)).body)).toMatchObject({
      status: 409,
      body: { code: 'grants.halted', detail: expect.stringContaining('All access is halted') },
    });
    expect((await milan.get('/attention')).body.halts).toMatchObject([
      { scope: { kind: 'all' }, reason: null, may: { lift: false } },
    ]);
    const [halt] = (await hugo.get('/attention')).body.halts;
    expect(halt).toMatchObject({ reason: expect.stringContaining('laptop'), may: { lift: true } });

    const lifted = await liftHalt(lea, halt);
    expect(lifted).toMatchObject({
      status: 200,
      body: { liftedBy: { name: 'Léa Moreau' }, may: { lift: false } },
    });
    expect(await liftHalt(lea, halt)).toMatchObject({ status: 409, body: { code: 'grants.halt_lifted' } });
    expect((await hugo.decide(asked)).status).toBe(200);
    expect((await events('grants.halt_lifted')).at(-1)).toMatchObject({ severity: 'alert' });
  });

  it('holds for its own person, profile or system only', async () => {
    await endEverything(hugo, { scope: { kind: 'profile', key: 'customer-data-correction' }, halt: true });
    const ok = await grantOf('lea');
    expect((await lea.claim((await lea.get(`/grants/${ok}`)).body)).status).toBe(201);
    const halted = await grantOf('lea', 'customer-data-correction');
    expect((await lea.claim((await lea.get(`/grants/${halted}`)).body)).body.code).toBe('grants.halted');

    await endEverything(hugo, { scope: { kind: 'system', key: 'customer-db' }, halt: true });
    const reaches = await grantOf('lea');
    expect((await lea.claim((await lea.get(`/grants/${reaches}`)).body)).body.detail).toContain(
      'Access to Customer database is halted',
    );
  });

  it('on a person is never lifted by that person, and the attempt is on record', async () => {
    await endEverything(hugo, { scope: { kind: 'person', key: 'lea' }, halt: true });
    const [halt] = (await lea.get('/attention')).body.halts;
    expect(halt.may.lift).toBe(false);
    expect(await liftHalt(lea, halt)).toMatchObject({ status: 403, body: { code: 'grants.own_halt' } });
    expect((await events('identity.access_refused')).at(-1)).toMatchObject({ subject: { kind: 'halt' } });
    expect((await milan.get('/attention')).body.halts).toEqual([]);
    expect((await liftHalt(hugo, halt)).status).toBe(200);
  });

  it('is placed once: a second ending of the same scope keeps the first one’s', async () => {
    const first = await endEverything(hugo, { scope: { kind: 'all' } });
    const second = await endEverything(lea, { scope: { kind: 'all' } });
    expect(second.body.halt.id).toBe(first.body.halt.id);
  });
});
