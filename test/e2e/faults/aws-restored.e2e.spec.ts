import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';
import { AwsSite, keysIn } from './aws-site';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(120_000);

const PROFILE = 'production-diagnostics';

/** STS keeps no list of sessions, so one that the database forgot cannot be found: what bounds it travels in it. */
describe('I8 a broker on yesterday’s database, and sessions at AWS', () => {
  let aws: AwsSite;
  let broker: BrokerProcess;
  let milan: PersonAtHand;
  let lea: PersonAtHand;
  let endedSince: Json;
  let unknown: Json;

  const used = async () => {
    const grant = await milan.granted(lea, { profile: PROFILE });
    const { body } = await milan.claim(grant);
    return { grant, keys: keysIn(body), deadline: Date.parse(body.expiresAt) };
  };
  const grantOf = async ({ grant }: Json): Promise<Json> => (await milan.get(`/grants/${grant.id}`)).body;
  const arrive = async (): Promise<void> => {
    broker = await aws.start();
    milan = await aws.site.person('milan');
    lea = await aws.site.person('lea');
  };

  beforeAll(async () => {
    aws = await AwsSite.make();
    const { site } = aws;
    await arrive();
    endedSince = await used();
    expect(await broker.stop()).toBe(0);
    await ask(site.database.url(), 'CREATE DATABASE yesterday TEMPLATE sallyport');

    await arrive();
    unknown = await used();
    await milan.post(`/grants/${endedSince.grant.id}/end`);
    await eventually(
      () => grantOf(endedSince),
      ({ state }) => state === 'ended',
    );
    await broker.kill9();
    await ask(site.database.url(), 'DROP DATABASE sallyport WITH (FORCE)');
    await ask(site.database.url(), 'ALTER DATABASE yesterday RENAME TO sallyport');
    await arrive();
  });

  afterAll(() => aws?.remove());

  it('keeps the denial of a session that it believes live, through a sweep too, and closes it with a proof', async () => {
    expect((await grantOf(endedSince)).state).toBe('active');
    await ask(aws.site.databaseUrl, `SELECT graphile_worker.add_job('grants.sweep_orphans')`);
    const waiting = `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'grants.sweep_orphans'`;
    await eventually(
      () => ask(aws.site.databaseUrl, waiting),
      (jobs) => jobs.length === 0,
    );
    expect(await aws.tries(endedSince.keys, PROFILE)).toBe('identity-based');

    await milan.post(`/grants/${endedSince.grant.id}/end`);
    const { leases } = await eventually(
      () => grantOf(endedSince),
      ({ state }) => state === 'ended',
    );
    expect(leases).toMatchObject([{ proof: { summary: expect.stringContaining('this session alone') } }]);
  });

  it('cannot find a session that it does not know, which AWS refuses from its grant’s end on', async () => {
    expect((await milan.get(`/grants/${unknown.grant.id}`)).status).toBe(404);
    expect(await aws.tries(unknown.keys, PROFILE)).toBe('allowed');
    aws.peer.clock.advance(unknown.deadline - aws.peer.clock.now().getTime());
    expect(await aws.tries(unknown.keys, PROFILE)).toBe('session');
  });
});
