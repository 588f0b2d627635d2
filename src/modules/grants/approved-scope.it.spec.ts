import pg from 'pg';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { AuditTrail } from '../audit';
import { applyPolicy, type Replacement } from '../../../test/support/apply-policy';
import { TestBroker } from '../../../test/support/broker';
import type { Json, Person } from '../../../test/support/person';
import { ask, cut, eventually, logIn } from '../../../test/support/postgres-client';

/** 0x504f4c49: what a change of the policy holds from its beginning to its commit. */
const POLICY_LOCK = 0x504f4c49;

const READER = `      database: marelle
      memberOf: [customer_reader]
      readOnly: true`;
const WRITES: Replacement = [
  READER,
  READER.replace('reader]\n      readOnly: true', 'corrector]\n      readOnly: false'),
];
const OTHER_RIGHT: Replacement = ['entitlements: [customer-reader]', 'entitlements: [customer-corrector]'];
const OTHER_SET_UP: Replacement = [
  'credential: env:SALLYPORT_DEMO_TARGET_URL',
  'credential: env:SALLYPORT_DEMO_TARGET_URL\n    settings: { clientHost: elsewhere.example }',
];
const SHORTER: readonly Replacement[] = [
  ['      default: 30m\n      maximum: 2h', '      default: 5m\n      maximum: 9m'],
  ['    breakGlass:\n      maximum: 30m', '    breakGlass:\n      maximum: 9m'],
];
const OTHER_WORDS: Replacement = ['name: Customer data, read only', 'name: Customer data, to look at'];

jest.setTimeout(60_000);

describe('what was approved', () => {
  let broker: TestBroker;
  let lea: Person;
  let hugo: Person;

  beforeAll(async () => {
    broker = await TestBroker.start();
    lea = await broker.signIn('lea');
    hugo = await broker.signIn('hugo');
  });
  afterAll(() => broker.stop());
  afterEach(async () => {
    await applyPolicy(broker);
    for (const { id } of (await lea.get('/requests?state=pending')).body.items)
      await lea.post(`/requests/${id}/cancel`);
    for (const { id, may } of (await lea.get('/grants')).body.items)
      if (may.end) await lea.post(`/grants/${id}/end`);
  });

  const database = (): string => broker.database.url('sallyport');
  const granted = async (): Promise<Json> => (await hugo.decide(await lea.ask())).body.grant;
  const seen = async ({ id }: Json): Promise<Json> => (await lea.get(`/grants/${id}`)).body;
  const told = async ({ requestId }: Json): Promise<string[]> =>
    (await lea.get(`/requests/${requestId}/story`)).body.items.map(({ sentence }: Json) => sentence);
  const becauseOf = async ({ id }: Json): Promise<unknown> => {
    const events = await broker
      .get(AuditTrail)
      .about(broker.get(UnitOfWork).reader, { kind: 'grant', id }, 20);
    return events.find(({ type }) => type === 'grants.ending' || type === 'grants.closed_unused')?.data;
  };

  it.each([
    ['gives more', [WRITES], 'grants.scope_changed'],
    ['is another', [OTHER_RIGHT], 'grants.scope_changed'],
    ['lies in a system that is set up otherwise', [OTHER_SET_UP], 'grants.scope_changed'],
    ['is given for less time (I12)', SHORTER, 'grants.longer_than_allowed'],
  ] as const)(
    'I16 ends with the change of the policy by which a right of it %s, and issues nothing any more',
    async (_, change, because) => {
      const grant = await granted();
      await applyPolicy(broker, ...change);
      expect(await seen(grant)).toMatchObject({ state: 'ended', endReason: 'no-longer-allowed' });
      expect(await becauseOf(grant)).toMatchObject({ because });
      expect(await lea.claim(await seen(grant))).toMatchObject({
        status: 410,
        body: { detail: expect.stringContaining('has been changed since') },
      });
    },
  );

  it('I16 ends while it is in use, too: the connection is cut, and the story says why', async () => {
    const grant = await granted();
    const client = await logIn((await lea.claim(grant)).body);
    const gone = cut(client);
    await applyPolicy(broker, WRITES);
    const changedAt = Date.now();
    await gone;
    expect(Date.now() - changedAt).toBeLessThan(2_000);
    await eventually(
      () => seen(grant),
      ({ state }) => state === 'ended',
    );
    expect(await told(grant)).toContain('What was approved has been changed since.');
  });

  it('outlives a change of the policy that touches neither its rights nor its people', async () => {
    const grant = await granted();
    await applyPolicy(broker, OTHER_WORDS);
    expect((await lea.claim(await seen(grant))).status).toBe(201);
  });

  it.each([
    [
      'another right',
      `UPDATE entitlement SET settings = settings || '{"readOnly": false}' WHERE key = 'customer-reader'`,
      `UPDATE entitlement SET settings = settings || '{"readOnly": true}' WHERE key = 'customer-reader'`,
      'grants.scope_changed',
    ],
    [
      'a longer time than is allowed now (I12)',
      `UPDATE access_profile SET default_seconds = 60, maximum_seconds = 599, break_glass_maximum_seconds = 599 WHERE key = 'customer-data-read'`,
      `UPDATE access_profile SET default_seconds = 1800, maximum_seconds = 7200, break_glass_maximum_seconds = 1800 WHERE key = 'customer-data-read'`,
      'grants.longer_than_allowed',
    ],
  ])('I1 is what issue holds itself against: no log-in for %s', async (_, change, undo, code) => {
    const grant = await granted();
    await ask(database(), change);
    try {
      expect(await lea.claim(await seen(grant))).toMatchObject({
        status: 403,
        body: { code, detail: expect.stringContaining('Ask for access again.') },
      });
    } finally {
      await ask(database(), undo);
    }
  });

  it('I16 is judged by the new policy when the claim comes while the policy is being changed', async () => {
    const grant = await granted();
    const applier = new pg.Client({ connectionString: database() });
    await applier.connect();
    const settings = `UPDATE entitlement SET settings = settings || $1 WHERE key = 'customer-reader'`;
    try {
      await applier.query('BEGIN');
      await applier.query('SELECT pg_advisory_xact_lock($1)', [POLICY_LOCK]);
      await applier.query(settings, [{ readOnly: false }]);
      const claimed = lea.claim(grant);
      const first = await Promise.race([claimed, new Promise((waits) => setTimeout(waits, 500))]);
      expect(first).toBeUndefined();
      await applier.query('COMMIT');
      expect(await claimed).toMatchObject({ status: 403, body: { code: 'grants.scope_changed' } });
    } finally {
      await applier.query(settings, [{ readOnly: true }]);
      await applier.end();
    }
  });

  it.each([
    ['its rights', WRITES],
    [
      'the words it was described with',
      ['      - Change or delete anything\n', '      - Delete anything\n'] as const,
    ],
  ])('I2 is not approved once %s changed: the requester has to send it anew', async (_, change) => {
    const request = await lea.ask();
    await applyPolicy(broker, change);
    expect(await hugo.decide(request)).toMatchObject({
      status: 409,
      body: { code: 'requests.profile_changed' },
    });
    const { waitingFor } = (await lea.get(`/requests/${request.id}`)).body;
    expect(waitingFor).toContain('Waiting for Léa Moreau to read it again');
    const anew = (await lea.patch(`/requests/${request.id}`, { version: 1 })).body;
    expect(anew).toMatchObject({ version: 2, waitingFor: expect.stringContaining('one approver') });
    expect((await hugo.decide(anew)).body.grant).toMatchObject({ state: 'claimable' });
  });
});
