import type { BrokerProcess } from '../../support/broker-process';
import { PostgresProxy } from '../../peers/postgres-proxy';
import type { Json } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';
import { Installation } from './installation';

jest.setTimeout(120_000);

/** More than a process ends at once at one target. */
const LOG_INS = 12;
const AT_ONCE = 8;
/** Milliseconds. What is in hand may take as long as the connector waits for a target; nothing may begin after it. */
const STOPS_WITHIN = 15_000;

describe('I7 a broker told to stop while it ends log-ins', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let network: PostgresProxy;

  beforeAll(async () => {
    site = await Installation.make();
    network = await PostgresProxy.to(site.target.port);
    broker = await site.start({ targetUrl: network.through(site.targetUrl) });
    const lea = await site.person('lea');
    const hugo = await site.person('hugo');
    for (let made = 0; made < LOG_INS; made += 1) {
      expect((await lea.claim(await lea.granted(hugo))).status).toBe(201);
    }
    network.behave({ kind: 'hang' });
    // The deadline of all of them, at the same moment.
    await ask(
      site.databaseUrl,
      'UPDATE access_grant SET expires_at = now(); UPDATE lease SET expires_at = now()',
    );
    await eventually(untouched, (leases) => leases.length === LOG_INS - AT_ONCE);
  });

  afterAll(async () => {
    await site?.remove();
    await network?.stop();
  });

  const untouched = (): Promise<Json[]> => ask(site.databaseUrl, 'SELECT * FROM lease WHERE attempts = 0');

  it('leaves what is not in hand to whoever comes next, although the target hangs', async () => {
    const told = Date.now();
    expect(await broker.stop()).toBe(0);
    expect(Date.now() - told).toBeLessThan(STOPS_WITHIN);
    const left = await untouched();
    expect(left).toHaveLength(LOG_INS - AT_ONCE);
    // Nobody has to wait until a claim of the process that is gone runs out.
    for (const { next_attempt_at: due } of left) expect(due.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('the next start ends them all', async () => {
    await site.start();
    await eventually(
      () => ask(site.databaseUrl, `SELECT FROM lease WHERE state <> 'ended'`),
      (open) => open.length === 0,
      30_000,
    );
    expect(await site.rolesAtTarget()).toEqual([]);
  });
});
