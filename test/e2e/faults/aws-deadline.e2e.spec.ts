import { setTimeout as delay } from 'node:timers/promises';
import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { eventually } from '../../support/postgres-client';
import { AwsSite, keysIn } from './aws-site';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(120_000);

/** Seconds. Long enough that a busy machine is through with everything else before. */
const DURATION = 15;
const PROFILE = 'production-diagnostics';

describe('I5 I6 a session at AWS', () => {
  let aws: AwsSite;
  let broker: BrokerProcess;
  let milan: PersonAtHand;
  let lea: PersonAtHand;

  beforeAll(async () => {
    aws = await AwsSite.make();
    broker = await aws.start();
    milan = await aws.site.person('milan');
    lea = await aws.site.person('lea');
  });

  afterAll(() => aws?.remove());

  const claimed = async (changes: Json = {}) => {
    const grant = await milan.granted(lea, { profile: PROFILE, ...changes });
    const { body } = await milan.claim(grant);
    const keys = keysIn(body);
    expect(await aws.tries(keys, PROFILE)).toBe('allowed');
    return { grant, keys, deadline: Date.parse(body.expiresAt) };
  };
  const ended = (grant: Json): Promise<Json> =>
    eventually(
      async () => (await milan.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
    );

  it.each([
    ['stopped', () => broker.stop()],
    ['killed', () => broker.kill9()],
  ])('is refused within a second of its grant’s end with the broker %s, and lives on', async (_, goAway) => {
    await aws.site.allowShortGrants();
    const { grant, keys, deadline } = await claimed({ durationSeconds: DURATION });
    await goAway();
    expect(await aws.tries(keys, PROFILE)).toBe('allowed');
    expect(Date.now()).toBeLessThan(deadline - 1_000);

    await delay(deadline + 1_000 - Date.now());
    expect(broker.running).toBe(false);
    expect(await aws.tries(keys, PROFILE)).toBe('session');
    const session = aws.peer.account.sessions.get(keys.accessKeyId)!;
    expect(session.expiresAt.getTime()).toBeGreaterThan(Date.now() + 600_000);

    broker = await aws.start();
    expect(await ended(grant)).toMatchObject({
      endReason: 'deadline',
      leases: [{ state: 'ended', proof: { summary: expect.stringContaining('AWS') } }],
    });
    expect(aws.peer.account.role(PROFILE).policies.has('SallyportEndedSessions')).toBe(false);
  });

  it('is refused after an early end while another session of the same role goes on', async () => {
    const [one, other] = [await claimed(), await claimed()];
    await milan.post(`/grants/${one.grant.id}/end`);
    const { leases } = await ended(one.grant);
    expect(leases).toMatchObject([{ proof: { summary: expect.stringContaining('this session alone') } }]);
    expect(await aws.tries(one.keys, PROFILE)).toBe('identity-based');
    expect(await aws.tries(other.keys, PROFILE)).toBe('allowed');
    expect((await milan.get(`/grants/${other.grant.id}`)).body.state).toBe('active');
  });
});
