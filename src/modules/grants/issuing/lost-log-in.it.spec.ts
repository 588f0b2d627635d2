import { PostgresProxy } from '../../../../test/peers/postgres-proxy';
import { TestBroker } from '../../../../test/support/broker';
import type { Json, Person } from '../../../../test/support/person';
import { eventually } from '../../../../test/support/postgres-client';
import { provideSecret, resolveSecret } from '../../../platform/config/environment';

const TARGET = 'SALLYPORT_DEMO_TARGET_URL';

jest.setTimeout(60_000);

describe('a grant in use whose log-in was lost', () => {
  let broker: TestBroker;
  let network: PostgresProxy;
  let lea: Person;
  let hugo: Person;

  beforeAll(async () => {
    broker = await TestBroker.start();
    network = await PostgresProxy.to(broker.target.port);
    provideSecret(TARGET, network.through(resolveSecret(`env:${TARGET}`).reveal()));
    lea = await broker.signIn('lea');
    hugo = await broker.signIn('hugo');
  }, 60_000);

  afterAll(async () => {
    await broker?.stop();
    await network?.stop();
  });

  const seen = async (grant: Json): Promise<Json> => (await lea.get(`/grants/${grant.id}`)).body;

  /** In use, and then its one log-in is gone because setting a new password failed half-way. */
  async function grantWithoutLogIn(): Promise<Json> {
    const { grant } = (await hugo.decide(await lea.ask())).body;
    expect((await lea.claim(grant)).status).toBe(201);
    network.behave({ kind: 'lose-answer', to: 'CREATE ROLE' });
    expect((await lea.claim(grant, { replace: true })).status).toBe(503);
    network.behave({ kind: 'pass' });
    return eventually(
      () => seen(grant),
      ({ leases }) => leases.every(({ state }: Json) => state === 'ended'),
    );
  }

  it('stays in use: another log-in can be made, with the same deadline', async () => {
    const grant = await grantWithoutLogIn();
    expect(grant).toMatchObject({ state: 'active', may: { claim: true } });
    const again = await lea.claim(grant);
    expect(again).toMatchObject({ status: 201, body: { expiresAt: grant.expiresAt } });
    await lea.post(`/grants/${grant.id}/end`);
  });

  it('I12 ends at its deadline all the same', async () => {
    const grant = await grantWithoutLogIn();
    broker.clock.advance(new Date(grant.expiresAt).getTime() - broker.clock.now().getTime() + 1_000);
    for (const person of [lea, hugo]) await person.signInAgain();
    const ended = await eventually(
      () => seen(grant),
      ({ state }) => state === 'ended',
    );
    expect(ended).toMatchObject({ endReason: 'deadline', endedBy: null });
  });
});
