import type { BrokerProcess } from '../../support/broker-process';
import { ProductProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { cut, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(120_000);

/** Seconds. Long enough that a busy machine is through with everything else before. */
const DURATION = 15;

describe('I6 a broker that is dead at the deadline', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let reaper: ProductProcess;
  let lea: PersonAtHand;

  beforeAll(async () => {
    site = await Installation.make();
    reaper = ProductProcess.command(['reaper'], { SALLYPORT_REAPER_URL: site.reaperUrl });
    broker = await site.start();
    await site.allowShortGrants();
    lea = await site.person('lea');
  });

  afterAll(async () => {
    await reaper?.kill9();
    await site?.remove();
  });

  it('the reaper beside the target ends the connection, the target refuses the log-in, and the next broker proves it', async () => {
    await eventually(
      () => Promise.resolve(reaper.output),
      (output) => output.includes('watching'),
      30_000,
    );
    const grant = await lea.granted(await site.person('hugo'), { durationSeconds: DURATION });
    const credential: Json = (await lea.claim(grant)).body;
    const deadline = Date.parse(credential.expiresAt);
    const client = await logIn(credential);
    await broker.kill9();

    await client.query('SELECT FROM customers LIMIT 1');
    expect(Date.now()).toBeLessThan(deadline);
    await cut(client, DURATION * 1_000 + 5_000);
    expect(Date.now()).toBeGreaterThanOrEqual(deadline);
    expect(Date.now() - deadline).toBeLessThan(2_000);
    await expect(logIn(credential)).rejects.toThrow(/password authentication failed/);
    await eventually(
      () => Promise.resolve(reaper.output),
      (output) => output.includes(credential.username),
    );

    await site.start();
    const ended = await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
    );
    expect(ended).toMatchObject({ endReason: 'deadline', leases: [{ state: 'ended' }] });
    expect(await site.rolesAtTarget()).toEqual([]);
    expect(await reaper.stop()).toBe(0);
  });
});
