import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { cut, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(120_000);

/** Seconds. Long enough that a busy machine is through with everything else before. */
const DURATION = 12;

describe('a broker whose own database crashes', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;

  beforeAll(async () => {
    site = await Installation.make();
    broker = await site.start();
    await site.allowShortGrants();
    lea = await site.person('lea');
    hugo = await site.person('hugo');
  });

  afterAll(() => site?.remove());

  const readiness = async (): Promise<number> => (await fetch(`${broker.url}/health/ready`)).status;

  it('says so, lives, and when it is back keeps the deadline that passed meanwhile', async () => {
    const waiting = await lea.granted(hugo);
    const short = await lea.granted(hugo, { durationSeconds: DURATION });
    const credential: Json = (await lea.claim(short)).body;
    const client = await logIn(credential);
    const gone = cut(client, 60_000);
    expect(await readiness()).toBe(200);

    await site.database.kill9();
    expect(await readiness()).toBe(503);
    expect((await lea.get(`/grants/${waiting.id}`)).status).toBeGreaterThanOrEqual(500);
    const left = Date.parse(credential.expiresAt) - Date.now();
    await new Promise((resolve) => setTimeout(resolve, left + 500));
    expect(broker.running).toBe(true);
    await expect(logIn(credential)).rejects.toThrow(/password authentication failed/);

    await site.database.restart();
    await gone;
    const ended = await eventually(
      async () => (await lea.get(`/grants/${short.id}`)).body,
      ({ state }) => state === 'ended',
    );
    expect(ended).toMatchObject({ endReason: 'deadline', leases: [{ state: 'ended' }] });
    expect(await readiness()).toBe(200);
    expect(await site.rolesAtTarget()).toEqual([]);
  });

  it('hears wake-ups again: what is ended from another process is gone at once', async () => {
    const other = await site.startBeside({ settings: { SALLYPORT_ROLE: 'web' } });
    const there = await lea.elsewhere(other.url);
    const grant = await there.granted(await hugo.elsewhere(other.url));
    const client = await logIn((await there.claim(grant)).body);
    const gone = cut(client);
    await there.post(`/grants/${grant.id}/end`);
    const answeredAt = Date.now();
    await gone;
    // Half of what the keeper would sleep without a word.
    expect(Date.now() - answeredAt).toBeLessThan(1_000);
  });
});
