import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { approvedGrant } from '../../../test/builders/approved-grant';
import { applyPolicy } from '../../../test/support/apply-policy';
import { TestBroker } from '../../../test/support/broker';
import type { Person } from '../../../test/support/person';
import { signed } from '../../../test/support/sign-what-was-sent';

jest.setTimeout(120_000);

describe('prerequisites on record', () => {
  let broker: TestBroker;
  let owner: pg.Client;
  let ines: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    owner = new pg.Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
    ines = await broker.signIn('ines');
  });
  afterAll(async () => {
    await owner.end();
    await broker.stop();
  });

  const record = (handle: string, changes: object = {}) =>
    signed(ines, `/people/${handle}/prerequisites`, {
      kind: 'security-training',
      completedOn: broker.clock.now().toISOString().slice(0, 10),
      note: 'Certificate 4711',
      ...changes,
    });

  const ask = (who: Person) =>
    who.post(
      '/requests',
      {
        profile: 'customer-data-read',
        justification: 'Invoice 4711 of a customer shows the wrong total, see the ticket.',
        durationSeconds: 600,
      },
      { 'idempotency-key': randomUUID() },
    );

  it('a request that a lapsed one blocked, with a sentence, is open the moment it is recorded', async () => {
    await owner.query(`UPDATE person_prerequisite SET completed_on = '2020-01-01'
                       WHERE kind = 'security-training' AND person_id = (SELECT id FROM person WHERE handle = 'lea')`);
    const lea = await broker.signIn('lea');
    const refused = await ask(lea);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(refused.body)).toMatch(
      /security training of 1 January 2020 is older than .*Ask Ines Duarte/,
    );

    const answer = await record('lea');
    expect(answer.status).toBe(200);
    const training = answer.body.requirements.find(
      ({ kind }: { kind: string }) => kind === 'security-training',
    );
    expect(training).toMatchObject({
      state: 'met',
      records: [{ source: 'web', recordedBy: 'Ines Duarte' }, { source: 'file' }],
    });
    expect((await ask(lea)).status).toBe(201);
    // The file, applied anew, speaks for itself only.
    await applyPolicy(broker, ['name: Léa Moreau', 'name: Lea Moreau']);
    await applyPolicy(broker);
    expect((await ines.get('/people/lea')).body.prerequisites).not.toBe('lapsed');
  });

  it('I16 what its proof limits ends a grant the day after', async () => {
    const at = broker.clock.now();
    const today = at.toISOString().slice(0, 10);
    const grant = await approvedGrant(owner, {
      person: 'lea',
      approver: 'hugo',
      profile: 'customer-data-read',
      at,
    });
    expect((await record('lea', { validUntil: today })).status).toBe(200);
    broker.clock.advance(2 * 86_400_000);
    ines = await broker.signIn('ines');
    expect((await ines.get('/people?prerequisites=lapsed')).body.items).toMatchObject([{ handle: 'lea' }]);
    await applyPolicy(broker, ['name: Hugo Brandt', 'name: Hugo B. Brandt']);
    await applyPolicy(broker);
    const { rows } = await owner.query('SELECT state FROM access_grant WHERE id = $1', [grant]);
    expect(rows).toEqual([{ state: 'ended' }]);
  });

  it('refuses one’s own, a day to come, an end before the day, an unknown kind, and nonsense', async () => {
    expect(await record('ines')).toMatchObject({ status: 403, body: { code: 'people.own_prerequisite' } });
    const soon = new Date(broker.clock.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(await record('lea', { completedOn: soon })).toMatchObject({
      body: { code: 'people.prerequisite_dates' },
    });
    expect(await record('lea', { validUntil: '2020-01-01' })).toMatchObject({
      status: 422,
      body: { code: 'people.prerequisite_dates' },
    });
    expect(await record('lea', { kind: 'juggling' })).toMatchObject({
      body: { code: 'people.unknown_prerequisite' },
    });
    for (const completedOn of ['2026-02-30', 'yesterday', null, ['2026-01-01']]) {
      expect((await record('lea', { completedOn })).status).toBe(422);
    }
  });
});
