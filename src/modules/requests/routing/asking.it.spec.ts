import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import type { Json, Person } from '../../../../test/support/person';
import { ask } from '../../../../test/support/postgres-client';
import { readyToSend } from '../../../../test/support/sign-what-was-sent';
import { AskNewApproversJob } from './ask-new-approvers.job';

/** PostgreSQL tells its statistics of a session at most once a second. */
const STATISTICS_ARE_TOLD = 1_200;
const PAIRS = 25;
jest.setTimeout(60_000);

describe('asking', () => {
  let broker: TestBroker;
  let lea: Person;
  let hugo: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    lea = await broker.signIn('lea');
    hugo = await broker.signIn('hugo');
  });
  afterAll(() => broker.stop());
  afterEach(async () => {
    for (const { id } of (await lea.get('/requests?state=pending')).body.items)
      await lea.post(`/requests/${id}/cancel`);
  });

  const deadlocks = async (): Promise<number> => {
    await delay(STATISTICS_ARE_TOLD);
    const [row] = await ask<{ deadlocks: number }>(
      broker.database.url('sallyport'),
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    return row.deadlocks;
  };

  it('I14 two who ask at once, each the other’s approver, never wait for each other', async () => {
    const before = await deadlocks();
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const [leas, hugos] = await Promise.all([lea.ask(), hugo.ask()]);
      await Promise.all([lea.post(`/requests/${leas.id}/cancel`), hugo.post(`/requests/${hugos.id}/cancel`)]);
    }
    expect(await deadlocks()).toBe(before);
  });

  it('asks everybody anew nineteen times for one request, and then not again', async () => {
    const { id } = await lea.ask();
    for (let version = 1; version < 20; version += 1) {
      const durationSeconds = version % 2 === 0 ? 600 : 900;
      expect((await lea.patch(`/requests/${id}`, { version, durationSeconds })).status).toBe(200);
    }
    const once = await lea.patch(`/requests/${id}`, { version: 20, durationSeconds: 1_200 });
    expect(once).toMatchObject({ status: 429, body: { code: 'requests.too_many_changes' } });
    expect((await lea.get(`/requests/${id}`)).body.version).toBe(20);
    expect((await lea.post(`/requests/${id}/cancel`)).status).toBe(200);
  });

  describe('I14 an idempotency key', () => {
    const sent = {
      profile: 'customer-data-read',
      justification: 'The very same words for two different things, honestly.',
      durationSeconds: 600,
    };
    const other = '2030-01-01T00:00:00Z';
    let header: Record<string, string>;
    let first: Json;

    beforeEach(async () => {
      header = { 'idempotency-key': randomUUID() };
      first = (await lea.post('/requests', sent, header)).body;
    });

    it.each([
      ['another profile', { profile: 'usage-metrics-read' }],
      ['other words', { justification: `${sent.justification} And more.` }],
      ['another time', { durationSeconds: 601 }],
      ['no time of its own', { durationSeconds: undefined }],
      ['a ticket', { ticket: 'SUP-9' }],
      ['a start', { startsAt: other }],
    ])('is refused for %s', async (_, changes) => {
      expect(await lea.post('/requests', { ...sent, ...changes }, header)).toMatchObject({
        status: 409,
        body: { code: 'requests.idempotency_key_reused' },
      });
    });

    it('answers an honest retry with the first request, also after that was edited', async () => {
      expect((await lea.post('/requests', sent, header)).body.id).toBe(first.id);
      const edit = {
        version: 1,
        justification: 'Something else after a second thought.',
        durationSeconds: 900,
      };
      expect((await lea.patch(`/requests/${first.id}`, edit)).status).toBe(200);
      const retried = await lea.post('/requests', sent, header);
      expect(retried).toMatchObject({ status: 201, body: { id: first.id, version: 2 } });
    });
  });

  describe('what nobody may hold with something else unless an extra approver agrees', () => {
    const APPROVED_BY = `    startAhead: 14d
    pauseAfterDenial: 0m
    minimumJustification: 10
    approvals:
      - by:
          - jobRole: tech-lead
`;
    const METRICS = 'purpose: Planning capacity and following the effect of a release.\n';
    const settledBy = (way: string): Replacement => [
      METRICS,
      `${METRICS}    notTogetherWith:
      - profile: production-diagnostics
        extraApprover:
          - ${way}
`,
    ];
    let milan: Person;
    let tomasz: Person;
    let ines: Person;

    beforeAll(async () => {
      [milan, tomasz, ines] = [
        await broker.signIn('milan'),
        await broker.signIn('tomasz'),
        await broker.signIn('ines'),
      ];
      await applyPolicy(broker, settledBy('jobRole: dpo'));
    });
    afterAll(() => applyPolicy(broker));
    afterEach(async () => {
      for (const { id } of (await milan.get('/requests?state=pending')).body.items)
        await milan.post(`/requests/${id}/cancel`);
      for (const { id, may } of (await milan.get('/grants')).body.items)
        if (may.end) await milan.post(`/grants/${id}/end`);
    });

    const asks = (profile: 'usage-metrics-read' | 'production-diagnostics'): Promise<Json> =>
      milan.ask({ profile });
    const given = async (profile: Parameters<typeof asks>[0]): Promise<Json> =>
      (await tomasz.decide(await asks(profile))).body.grant;
    const readyToApprove = (by: Person, { id, digest }: Json) =>
      readyToSend(by, `/requests/${id}/decisions`, { decision: 'approve', version: 1, digest });
    const stateOf = async ({ id }: Json): Promise<string> => (await milan.get(`/grants/${id}`)).body.state;

    it('I1 is granted by one more person, who is told why; what was given first goes on by their word', async () => {
      const first = await given('usage-metrics-read');
      const wanted = (await milan.get('/profiles/production-diagnostics')).body;
      expect(wanted.approvals.asked).toMatchObject([
        { heldTogetherWith: null },
        { heldTogetherWith: 'Usage metrics, read only', who: 'the data protection officer' },
      ]);
      const request = await asks('production-diagnostics');
      expect(request).toMatchObject({ heldTogetherWith: ['Usage metrics, read only'], approvalsNeeded: 2 });
      expect(request.asked.find(({ name }: Json) => name === 'Ines Duarte').because).toBe(
        'Ines Duarte may approve as data protection officer. This extra approval is needed because Milan Novotny asked ' +
          'while holding “Usage metrics, read only”, and nobody may hold both without it.',
      );
      expect((await tomasz.decide(request)).body.state).toBe('pending');
      const approved = (await ines.decide(request)).body;
      expect(approved.state).toBe('approved');
      expect(await milan.claim(first)).toMatchObject({ status: 201 });
      // Judged again as a pair by every change of the rules, in whichever order they were given.
      await applyPolicy(broker, settledBy('jobRole: dpo'), ['startAhead: 14d', 'startAhead: 13d']);
      expect([await stateOf(first), await stateOf(approved.grant)]).toEqual(['active', 'claimable']);
      await applyPolicy(broker, settledBy('person: saoirse'));
      expect([await stateOf(first), await stateOf(approved.grant)]).toEqual(['active', 'ended']);
      await applyPolicy(broker, settledBy('jobRole: dpo'));
    });

    it('I1 I2 is not granted as it was asked for before the other was given; sent anew, the extra approver is asked', async () => {
      const [one, other] = [await asks('usage-metrics-read'), await asks('production-diagnostics')];
      expect(other).toMatchObject({ heldTogetherWith: [], approvalsNeeded: 1 });
      const both = [await readyToApprove(tomasz, one), await readyToApprove(lea, other)];
      const answers = await Promise.all(both.map((send) => send()));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const lost = answers[0].status === 409 ? one : other;
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('requests.conflict_since');
      const { waitingFor } = (await milan.get(`/requests/${lost.id}`)).body;
      expect(waitingFor).toContain('Milan Novotny has to open the request');
      const anew = (await milan.patch(`/requests/${lost.id}`, { version: 1 })).body;
      expect(anew).toMatchObject({ version: 2, approvalsNeeded: 2 });
      expect(anew.digest).not.toBe(lost.digest);
      expect((await tomasz.decide(anew)).body.state).toBe('pending');
      expect((await ines.decide(anew)).body.state).toBe('approved');
    });

    it('asks whoever may decide since the rules changed, once, and lets nobody decide who may not any more', async () => {
      const request = await asks('usage-metrics-read');
      const job = broker.get(AskNewApproversJob);
      const saoirse = await broker.signIn('saoirse');
      const names = async () =>
        (await milan.get(`/requests/${request.id}`)).body.asked.map(({ name }: Json) => name);
      const before = await names();
      await applyPolicy(broker, settledBy('jobRole: dpo'), [
        `${APPROVED_BY}          - managerOf: requester\n`,
        `${APPROVED_BY}          - person: saoirse\n`,
      ]);
      await Promise.all([job.run(), job.run()]);
      await job.run();
      expect(await names()).toEqual([...before, 'Saoirse Byrne']);
      const { items } = (await milan.get(`/requests/${request.id}/story`)).body;
      expect(
        items.filter(({ sentence }: Json) => sentence.startsWith('The rules or the people')),
      ).toHaveLength(1);
      expect((await tomasz.decide(request)).body.code).toBe('policy.not_an_approver');
      expect((await saoirse.decide(request)).body.state).toBe('approved');
      await applyPolicy(broker, settledBy('jobRole: dpo'));
    });

    it.each([
      ['the policy itself approves', '    approvedByPolicy: These figures say nothing about anybody.\n'],
      ['nobody else has to approve', '    approvals:\n      - by:\n          - managerOf: requester\n'],
    ])('closes what %s by the rules as they are now, and says so', async (_, routes) => {
      const both =
        '    approvals:\n      - by:\n          - managerOf: requester\n      - by:\n          - jobRole: tech-lead\n          - person: saoirse\n';
      const [before] = APPROVED_BY.split('    approvals:');
      const like = (text: string): Replacement[] => [
        [`${APPROVED_BY}          - managerOf: requester\n`, `${before}${text}`],
      ];
      await applyPolicy(broker, ...like(both));
      const request = await asks('usage-metrics-read');
      expect((await tomasz.decide(request)).body.state).toBe('pending');
      await applyPolicy(broker, ...like(routes));
      await broker.get(AskNewApproversJob).run();
      const closed = (await milan.get(`/requests/${request.id}`)).body;
      expect(closed).toMatchObject({ state: 'cancelled', closedBecause: 'rules-changed', grant: null });
      await applyPolicy(broker, settledBy('jobRole: dpo'));
    });

    it('I1 no log-in is made of two that were given without an extra approval, whatever let that happen', async () => {
      const first = await given('usage-metrics-read');
      const other = await asks('production-diagnostics');
      await ines.decide(other);
      const { grant } = (await tomasz.decide(other)).body;
      await ask(
        broker.database.url('sallyport'),
        `UPDATE access_request SET conflicts = '[]' WHERE id = '${other.id}'`,
      );
      expect(await milan.claim(first)).toMatchObject({
        status: 403,
        body: { code: 'policy.extra_approval_missing' },
      });
      expect(await milan.claim(grant)).toMatchObject({
        status: 403,
        body: { code: 'policy.extra_approval_missing' },
      });
    });
  });
});
