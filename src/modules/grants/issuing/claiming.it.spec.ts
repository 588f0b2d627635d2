import { ConnectorRegistry } from '../../connectors';
import { TestBroker } from '../../../../test/support/broker';
import { claimDigestOf, type Json, type Person } from '../../../../test/support/person';

const LONGEST = 7_200;

jest.setTimeout(60_000);

describe('claiming', () => {
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
    jest.restoreAllMocks();
    for (const { id, may } of (await lea.get('/grants')).body.items)
      if (may.end) await lea.post(`/grants/${id}/end`);
  });

  const granted = async (changes: Json = {}): Promise<Json> =>
    (await hugo.decide(await lea.ask(changes))).body.grant;

  it('I1 the second factor for a log-in does not serve to put another in its place', async () => {
    const grant = await granted();
    expect((await lea.claim(grant)).status).toBe(201);
    const [first, replacement] = [claimDigestOf(grant), claimDigestOf(grant, { replace: true })];
    const given = await lea.stepUp('grants.claim', grant.id, first);
    const replace = (digest: string) =>
      lea.post(`/grants/${grant.id}/credential`, { digest, replace: true }, given);
    expect(await replace(first)).toMatchObject({ status: 409, body: { code: 'grants.changed' } });
    expect(await replace(replacement)).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication', stepUp: { digest: replacement } },
    });
    expect((await lea.claim(grant, { replace: true })).status).toBe(201);
  });

  it('I12 takes the longest time there is also when the clock is set back while the log-in is made', async () => {
    const grant = await granted({ durationSeconds: LONGEST });
    const connector = broker.get(ConnectorRegistry).of('postgres');
    const issue = connector.issue.bind(connector);
    jest.spyOn(connector, 'issue').mockImplementation((target, order) => {
      broker.clock.advance(-2_000);
      return issue(target, order);
    });
    expect((await lea.claim(grant)).status).toBe(201);
    const { claimedAt, expiresAt } = (await lea.get(`/grants/${grant.id}`)).body;
    expect(Date.parse(expiresAt) - Date.parse(claimedAt)).toBe(LONGEST * 1_000);
  });
});
