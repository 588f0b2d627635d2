import type { BrokerProcess } from '../../support/broker-process';
import { PostgresProxy } from '../../peers/postgres-proxy';
import { ask, eventually } from '../../support/postgres-client';
import { Installation } from './installation';

jest.setTimeout(120_000);

describe('I7 the figure that calls somebody', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let network: PostgresProxy;

  beforeAll(async () => {
    site = await Installation.make();
    network = await PostgresProxy.to(site.target.port);
    broker = await site.start({ targetUrl: network.through(site.targetUrl) });
  });

  afterAll(async () => {
    await site?.remove();
    await network?.stop();
  });

  const figure = async (): Promise<number> => {
    const line = /^sallyport_leases\{state="unconfirmed"\} (\d+)$/m.exec(await broker.metrics());
    return Number(line?.[1]);
  };

  it('goes up when a target cannot be asked for a minute, and down with the proof', async () => {
    const lea = await site.person('lea');
    const grant = await lea.granted(await site.person('hugo'));
    expect((await lea.claim(grant)).status).toBe(201);
    expect(await figure()).toBe(0);

    const { open } = await network.shut();
    await lea.post(`/grants/${grant.id}/end`);
    await eventually(
      () => site.leasesOf(grant),
      ([{ last_error: error }]) => error !== null,
    );
    expect(await figure()).toBe(0);
    // A minute passes. The tries go on at their own pace.
    await ask(site.databaseUrl, `UPDATE lease SET end_asked_at = end_asked_at - interval '61 s'`);
    await eventually(figure, (unconfirmed) => unconfirmed === 1, 20_000);
    expect((await lea.get(`/grants/${grant.id}`)).body.state).toBe('unconfirmed');
    await eventually(
      () => Promise.resolve(broker.output),
      (output) => output.includes('A revocation is unconfirmed.'),
    );

    await open();
    await eventually(figure, (unconfirmed) => unconfirmed === 0, 30_000);
    expect((await lea.get(`/grants/${grant.id}`)).body.state).toBe('ended');
    expect(await site.rolesAtTarget()).toEqual([]);
  });
});
