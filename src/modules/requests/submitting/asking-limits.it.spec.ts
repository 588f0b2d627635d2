import { HOUR } from '../../../kernel';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import type { Json, Person } from '../../../../test/support/person';
import { ask } from '../../../../test/support/postgres-client';

const ROUNDS = 5;

/** An engineer may ask for two profiles of the demonstration, which is fewer than anybody may ask for at a time. */
const MORE = ['metrics-of-the-year', 'metrics-of-the-day'];
const MORE_PROFILES: Replacement = [
  '\naccessProfiles:\n',
  `\naccessProfiles:\n${MORE.map(
    (key) => `  ${key}:
    name: ${key}
    description: Look at usage figures.
    allows: [Read usage figures]
    allowsNot: [See customers]
    entitlements: [metrics-reader]
    personalData: false
    dataCategory: Usage figures without personal data
    purpose: Planning capacity.
    processingActivity: service-operation
    eligibleJobRoles: [engineer]
    duration: { default: 1h, maximum: 8h }
    claimWindow: 1d
    startAhead: 14d
    minimumJustification: 10
    approvals:
      - by: [{ jobRole: tech-lead }]
`,
  ).join('')}`,
];

jest.setTimeout(60_000);

describe('asking that wears approvers out', () => {
  let broker: TestBroker;
  let lea: Person;
  const METRICS = `    startAhead: 14d
    pauseAfterDenial: 0m
    minimumJustification: 10
    approvals:
      - by:
          - jobRole: tech-lead
          - managerOf: requester
`;
  const guarded = (burst: number, decidedBy: string): Replacement[] => [
    [METRICS, `    startAhead: 14d\n    minimumJustification: 10\n    ${decidedBy}\n`],
    ['requests: 50', `requests: ${burst}`],
  ];
  const BY_LEA = 'approvals: [{ by: [{ jobRole: tech-lead }, { managerOf: requester }] }]';
  const body = { profile: 'usage-metrics-read', justification: 'Please, please, please.' };
  const edit = { version: 1, justification: 'The very same again, please.' };
  const paused = { status: 429, body: { code: 'requests.paused_after_denial' } };
  let milan: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    lea = await broker.signIn('lea');
    milan = await broker.signIn('milan');
    await applyPolicy(broker, ...guarded(5, BY_LEA));
  });
  afterAll(() => broker.stop());
  afterEach(async () => {
    for (const { id } of (await milan.get('/requests?state=pending')).body.items)
      await milan.post(`/requests/${id}/cancel`);
    for (const { id, may } of (await milan.get('/grants')).body.items)
      if (may.end) await milan.post(`/grants/${id}/end`);
    await pass(HOUR);
  });

  /** Sessions run out meanwhile. */
  const pass = async (milliseconds: number): Promise<void> => {
    broker.clock.advance(milliseconds);
    for (const person of [milan, lea]) await person.get('/approvals');
  };
  const asked = () => milan.ask(body);
  const denied = async () => lea.decide(await asked(), 'deny', { reason: 'Not today, please.' });
  const bursts = async (since: Date): Promise<Json[]> =>
    (
      await ask(
        broker.database.url('sallyport'),
        `SELECT convert_from(body, 'UTF8')::jsonb -> 'data' AS data FROM audit_event
         WHERE type = 'requests.burst' AND severity = 'alert' AND recorded_at > $1`,
        [since],
      )
    ).map(({ data }) => data);

  it('is refused for a while after a denial, by either account', async () => {
    await denied();
    for (const account of [milan, await broker.signIn('milan-oncall')]) {
      const again = await account.post('/requests', body);
      expect(again).toMatchObject(paused);
      expect(again.body.detail).toMatch(/ask again in 1\d minutes, at/);
    }
    const { pausedUntil } = (await milan.get('/profiles/usage-metrics-read')).body;
    expect(Date.parse(pausedUntil)).toBeGreaterThan(broker.clock.now().getTime());
    await pass(HOUR / 4);
    expect((await milan.get('/profiles/usage-metrics-read')).body.pausedUntil).toBeNull();
    expect((await milan.post('/requests', body)).status).toBe(201);
  });

  it('is refused after a denial for a change of what was asked beside it, too', async () => {
    const { grant } = (await lea.decide(await asked())).body;
    expect(await milan.claim(grant)).toMatchObject({ status: 201 });
    const more = { durationSeconds: 600, justification: 'It takes longer than I thought.' };
    const extension = (await milan.post(`/grants/${grant.id}/extensions`, more)).body;
    expect((await denied()).body.state).toBe('denied');
    expect(await milan.patch(`/requests/${extension.id}`, edit)).toMatchObject(paused);
    expect((await milan.get(`/requests/${extension.id}`)).body).toMatchObject({
      state: 'pending',
      version: 1,
    });
  });

  it('raises a burst of requests of one person once, withdrawn and changed ones counted', async () => {
    const since = broker.clock.now();
    for (let round = 0; round < 2; round += 1) {
      const { id } = await asked();
      expect((await milan.patch(`/requests/${id}`, edit)).status).toBe(200);
      await milan.post(`/requests/${id}/cancel`);
    }
    await milan.post(`/requests/${(await asked()).id}/cancel`);
    expect(await bursts(since)).toEqual([]);
    await milan.post(`/requests/${(await asked()).id}/cancel`);
    await asked();
    expect(await bursts(since)).toEqual([expect.objectContaining({ requests: 6, withinSeconds: 600 })]);
  });

  it('has a limit and is a burst also where the policy itself says yes', async () => {
    const since = broker.clock.now();
    await applyPolicy(broker, ...guarded(3, 'approvedByPolicy: These figures say nothing about anybody.'));
    const many = Array.from({ length: 6 }, () => milan.post('/requests', body));
    const answers = await Promise.all(many);
    const given = answers.filter(({ status }) => status === 201);
    expect(given).toHaveLength(3);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({
      status: 429,
      body: { code: 'requests.too_many_grants' },
    });
    expect(await bursts(since)).toEqual([]);
    await milan.post(`/grants/${given[0].body.grant.id}/end`);
    expect((await milan.post('/requests', body)).status).toBe(201);
    expect(await bursts(since)).toEqual([expect.objectContaining({ requests: 4 })]);
  });

  it('takes at most three open requests of a human being, also when both their accounts ask at the same time', async () => {
    const profiles = ['usage-metrics-read', 'production-diagnostics', ...MORE];
    await applyPolicy(broker, MORE_PROFILES);
    const accounts = [await broker.signIn('milan'), await broker.signIn('milan-oncall')];
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(
        profiles.flatMap((profile) =>
          accounts.map((account) =>
            account.post('/requests', { profile, justification: 'One of many that come at once, twice.' }),
          ),
        ),
      );
      const taken = answers.filter(({ status }) => status === 201);
      expect(taken).toHaveLength(3);
      expect(new Set(taken.map(({ body }) => body.profile.key)).size).toBe(3);
      for (const { body } of answers.filter(({ status }) => status !== 201))
        expect(['requests.too_many_open', 'requests.asked_already']).toContain(body.code);
      for (const account of accounts) {
        for (const { id } of (await account.get('/requests?state=pending')).body.items)
          expect((await account.post(`/requests/${id}/cancel`)).status).toBe(200);
      }
    }
  });
});
