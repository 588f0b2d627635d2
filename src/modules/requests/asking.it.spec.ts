import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { TestBroker } from '../../../test/support/broker';
import type { Json, Person } from '../../../test/support/person';
import { ask } from '../../../test/support/postgres-client';

/** PostgreSQL tells its statistics of a session at most once a second. */
const STATISTICS_ARE_TOLD = 1_200;
const PAIRS = 25;
const ROUNDS = 5;

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

  it('takes at most three open requests of a human being, also when both their accounts ask at the same time', async () => {
    const accounts = [await broker.signIn('milan'), await broker.signIn('milan-oncall')];
    const body = { profile: 'usage-metrics-read', justification: 'One of many that come at once, twice.' };
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(
        [...accounts, ...accounts, ...accounts, ...accounts].map((account) =>
          account.post('/requests', body),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      expect(answers.filter(({ body: { code } }) => code === 'requests.too_many_open')).toHaveLength(5);
      for (const account of accounts) {
        for (const { id } of (await account.get('/requests?state=pending')).body.items)
          expect((await account.post(`/requests/${id}/cancel`)).status).toBe(200);
      }
    }
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
});
