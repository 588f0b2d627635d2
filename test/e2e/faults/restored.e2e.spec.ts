import type { Client } from 'pg';
import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { ask, cut, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(120_000);

describe('I8 a broker on yesterday’s database', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  /** From before the backup, and from after it. */
  let known: { credential: Json; client: Client };
  let unknown: { grant: Json; credential: Json; client: Client };
  let ended: { grant: Json; credential: Json };

  const used = async () => {
    const grant = await lea.granted(hugo);
    const credential = (await lea.claim(grant)).body;
    return { grant, credential, client: await logIn(credential) };
  };
  /** As an administrator does who restores a dump beside the database and then puts it in its place. */
  const restore = async (): Promise<void> => {
    await ask(site.database.url(), 'DROP DATABASE sallyport WITH (FORCE)');
    await ask(site.database.url(), 'ALTER DATABASE yesterday RENAME TO sallyport');
  };

  beforeAll(async () => {
    site = await Installation.make();
    broker = await site.start();
    lea = await site.person('lea');
    hugo = await site.person('hugo');
    known = await used();
    ended = await used();
    expect(await broker.stop()).toBe(0);
    await ask(site.database.url(), 'CREATE DATABASE yesterday TEMPLATE sallyport');

    broker = await site.start();
    unknown = await used();
    await lea.post(`/grants/${ended.grant.id}/end`);
    await eventually(
      () => site.rolesAtTarget(),
      (roles) => !roles.includes(ended.credential.username),
    );
    await broker.kill9();
    await restore();
    broker = await site.start();
    lea = await site.person('lea');
    hugo = await site.person('hugo');
  });

  afterAll(() => site?.remove());

  it('removes the log-in that it does not know, ends its connection, and reports both', async () => {
    const gone = cut(unknown.client);
    await ask(site.databaseUrl, `SELECT graphile_worker.add_job('grants.sweep_orphans')`);
    await gone;
    await eventually(
      () => site.rolesAtTarget(),
      (roles) => !roles.includes(unknown.credential.username),
    );
    await expect(logIn(unknown.credential)).rejects.toThrow(/password authentication failed/);
    const reported = await eventually(
      () => site.eventsAbout(unknown.credential.username),
      (types) => types.length >= 2,
    );
    expect(reported).toEqual(['grants.orphan_found', 'grants.orphan_removed']);
    const alerts = await ask(
      site.databaseUrl,
      `SELECT severity FROM audit_event WHERE type = 'grants.orphan_found'`,
    );
    expect(alerts).toEqual([{ severity: 'alert' }]);
  });

  it('leaves alone what it knows', async () => {
    expect(await site.rolesAtTarget()).toEqual([known.credential.username]);
    await known.client.query('SELECT FROM customers LIMIT 1');
    await known.client.end();
  });

  it('knows nothing of the grant, and the person can ask anew', async () => {
    expect((await lea.get(`/grants/${unknown.grant.id}`)).status).toBe(404);
    expect((await lea.claim(await lea.granted(hugo))).status).toBe(201);
  });

  it('closes with a proof what it believes live and what ended since', async () => {
    const grant = (await lea.get(`/grants/${ended.grant.id}`)).body;
    expect(grant.state).toBe('active');
    await lea.post(`/grants/${grant.id}/end`);
    const after = await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
    );
    expect(after.leases[0].proof.summary).toBe('Role absent and 0 connections');
  });
});
