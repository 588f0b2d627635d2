import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import type { Json, Person } from '../../../../test/support/person';
import { ask } from '../../../../test/support/postgres-client';
import { Redacted } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { EnrolTotp, SetPassword } from '../../identity';

const AINO = `  aino:
    name: Aino Laine
    email: aino.laine@marelle.example
    jobRoles: [engineer]
    manager: tomasz
    # Older than twelve months: any profile that asks for a recent one tells her so, and whom to ask.
    prerequisites:
      security-training: 2025-03-11
      confidentiality-agreement: 2022-10-03
`;
const AINO_HAS_LEFT: Replacement = [AINO, ''];
const ON_CALL = `  milan-oncall:
    name: Milan Novotny (on call)
    email: oncall@marelle.example
    jobRoles: [engineer]
    manager: tomasz
    secondAccountOf: milan
    prerequisites:
      security-training: 2026-09-15
      confidentiality-agreement: 2023-03-01
`;
const ON_CALL_IS_OVER: Replacement = [ON_CALL, ''];

jest.setTimeout(60_000);

describe('the requests of somebody who leaves', () => {
  let broker: TestBroker;
  let aino: Person;
  let milan: Person;
  let tomasz: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    aino = await broker.signIn('aino');
    milan = await broker.signIn('milan');
    tomasz = await broker.signIn('tomasz');
  });
  afterAll(() => broker.stop());
  afterEach(() => applyPolicy(broker));

  /** Whoever comes back begins with nothing: the same password and authenticator are given once more. */
  const equipAnew = async ({ handle }: Person): Promise<void> => {
    const [{ id }] = await ask<{ id: string }>(
      broker.database.url('sallyport'),
      'SELECT id FROM person WHERE handle = $1',
      [handle],
    );
    const { password, totpSeed } = broker.secretsOf(handle);
    await broker.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      await broker.get(SetPassword).run(tx, id, new Redacted(password));
      await broker.get(EnrolTotp).run(tx, id, new Redacted(totpSeed));
      tx.record({ type: 'test.person_equipped', subject: { kind: 'person', id } });
    });
  };

  const metrics = { profile: 'usage-metrics-read' };
  const seen = async ({ id }: Json): Promise<Json> => (await tomasz.get(`/requests/${id}`)).body;
  const story = async ({ id }: Json): Promise<string[]> =>
    (await tomasz.get(`/requests/${id}/story`)).body.items.map(({ sentence }: Json) => sentence);

  it('I16 are cancelled in the transaction in which they leave, and nobody else’s are', async () => {
    const two = await aino.ask({ profile: 'production-diagnostics' });
    const [one, other] = [await aino.ask(metrics), await milan.ask(metrics)];
    await applyPolicy(broker, AINO_HAS_LEFT);
    for (const request of [one, two]) {
      expect(await seen(request)).toMatchObject({
        state: 'cancelled',
        closedBecause: 'person-left',
        may: { decide: false },
      });
      expect((await story(request)).at(-1)).toBe('Whoever asked for it has left, so the request is closed.');
    }
    expect(await seen(other)).toMatchObject({ state: 'pending', closedBecause: null });
    expect(await tomasz.decide(one)).toMatchObject({
      status: 409,
      body: { code: 'requests.already_decided' },
    });
    await milan.post(`/requests/${other.id}/cancel`);
    expect(await seen(other)).toMatchObject({ state: 'cancelled', closedBecause: null });
  });

  // A second account: its human being is locked while it asks, its own row is not.
  it('I16 leave none behind that was sent at the very moment', async () => {
    const onCall = await broker.signIn('milan-oncall');
    const sent = ['usage-metrics-read', 'production-diagnostics'].map((profile) => ({
      profile,
      justification: 'Sent while the door was closing.',
    }));
    for (let round = 0; round < 5; round += 1) {
      const [, ...answers] = await Promise.all([
        applyPolicy(broker, ON_CALL_IS_OVER),
        ...sent.map((body) => onCall.post('/requests', body)),
      ]);
      for (const answer of answers) {
        if (answer.status === 201) expect(await seen(answer.body)).toMatchObject({ state: 'cancelled' });
        else expect([401, 403]).toContain(answer.status);
      }
      await applyPolicy(broker);
      await equipAnew(onCall);
      await onCall.signInAgain();
    }
  });
});
