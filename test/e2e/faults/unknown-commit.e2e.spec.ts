import { randomUUID } from 'node:crypto';
import { DEMO_CUSTOMERS } from '../../../src/demo/demo-database';
import type { BrokerProcess } from '../../support/broker-process';
import { type Answer, claimDigestOf, type Json } from '../../support/person';
import { ask, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';
import { type Moment, StatementGate } from './statement-gate';

jest.setTimeout(120_000);

/** Longer than a claim lasts: until then a lease whose intent may or may not be committed is left alone. */
const CLAIM_IS_OVER_WITHIN = 45_000;

/** `before`: the database never heard of the COMMIT. `after`: it has committed, and nobody was told. */
const MOMENTS: readonly Moment[] = ['before', 'after'];

/** The link to the broker's database is cut exactly at a COMMIT, so that the process cannot know what became of it. */
describe('I14 a COMMIT whose outcome nobody knows', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  let atDatabase: StatementGate;
  let intended: Json;

  beforeAll(async () => {
    site = await Installation.make();
    atDatabase = await StatementGate.to(site.database.port);
    broker = await site.start({ databaseUrl: atDatabase.through(site.databaseUrl) });
    lea = await site.person('lea');
    hugo = await site.person('hugo');
  });

  afterAll(async () => {
    await site?.remove();
    await atDatabase?.stop();
  });

  /** The call whose transaction holds that statement, cut at its COMMIT: an error, and nothing else in the answer. */
  async function cutAt(committing: string, moment: Moment, call: () => Promise<Answer>): Promise<void> {
    const cut = atDatabase.cut({ committing }, moment);
    const answer = await call();
    await cut;
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/password|postgres(ql)?:|sallyport_app/);
  }

  const count = async (sql: string, ...values: unknown[]): Promise<number> =>
    (await ask<{ n: number }>(site.databaseUrl, `SELECT count(*)::int AS n FROM ${sql}`, values))[0].n;
  const written = (type: string, id: string): Promise<number> =>
    count(`audit_event WHERE type = $1 AND position($2 IN convert_from(body, 'UTF8')) > 0`, type, id);
  const nothingOpen = (grant: Json): Promise<unknown> =>
    eventually(
      () => site.leasesOf(grant),
      (leases) => leases.every(({ state }) => state === 'ended'),
      CLAIM_IS_OVER_WITHIN,
    );

  it('of an intent to issue, committed: nothing is made at the target', async () => {
    intended = await lea.granted(hugo);
    await cutAt('INSERT INTO lease', 'after', () => lea.claim(intended));
    expect(await site.leasesOf(intended)).toEqual([expect.objectContaining({ state: 'issuing' })]);
    expect(await site.rolesAtTarget()).toEqual([]);
    expect(await lea.claim(intended)).toMatchObject({ status: 409, body: { code: 'grants.already_issued' } });
    expect(await site.rolesAtTarget()).toEqual([]);
  });

  it('of an intent to issue, lost: the same second factor still serves', async () => {
    const grant = await lea.granted(hugo);
    const proof = await lea.stepUp('grants.claim', grant.id, claimDigestOf(grant));
    const claim = () => lea.post(`/grants/${grant.id}/credential`, { digest: claimDigestOf(grant) }, proof);
    await cutAt('INSERT INTO lease', 'before', claim);
    expect(await site.leasesOf(grant)).toEqual([]);
    await expectToWork(await claim());
    expect(await site.rolesAtTarget()).toHaveLength(1);
    await lea.post(`/grants/${grant.id}/end`);
    await nothingOpen(grant);
  });

  it.each(MOMENTS)('of a request, cut %s: the same idempotency key makes one', async (moment) => {
    const key = { 'idempotency-key': randomUUID() };
    const body = {
      profile: 'customer-data-read',
      justification: `The link is cut ${moment} the commit of this.`,
      durationSeconds: 600,
    };
    await cutAt('INSERT INTO access_request', moment, () => lea.post('/requests', body, key));
    const again = await lea.post('/requests', body, key);
    expect(again.status).toBe(201);
    expect((await lea.post('/requests', body, key)).body.id).toBe(again.body.id);
    expect(await count('access_request WHERE idempotency_key = $1', key['idempotency-key'])).toBe(1);
    expect(await written('requests.submitted', again.body.id)).toBe(1);
    expect((await lea.post(`/requests/${again.body.id}/cancel`)).status).toBe(200);
  });

  it.each(MOMENTS)('of a decision, cut %s: it counts once and makes one grant', async (moment) => {
    const request = await lea.ask();
    const proof = await hugo.stepUp('requests.approve', request.id, request.digest);
    const body = { decision: 'approve', version: request.version, digest: request.digest };
    const decide = () => hugo.post(`/requests/${request.id}/decisions`, body, proof);
    await cutAt('INSERT INTO approval (', moment, decide);
    const again = await decide();
    expect([again.status, again.body.code]).toEqual(
      moment === 'before' ? [200, undefined] : [409, 'requests.already_decided'],
    );
    expect((await lea.get(`/requests/${request.id}`)).body.state).toBe('approved');
    expect(await count('approval WHERE request_id = $1', request.id)).toBe(1);
    expect(await count('access_grant WHERE request_id = $1', request.id)).toBe(1);
    expect(await written('requests.approved', request.id)).toBe(1);
  });

  it.each(MOMENTS)(
    'of an issue, cut %s: no secret is shown, what was made goes, and one is made anew',
    async (moment) => {
      const grant = await lea.granted(hugo);
      await cutAt(`SET state = 'live'`, moment, () => lea.claim(grant));
      await nothingOpen(grant);
      expect(await site.rolesAtTarget()).toEqual([]);
      const trail = await site.eventsAbout(grant.id);
      expect(trail.filter((type) => type === 'grants.lease_issued')).toHaveLength(
        moment === 'before' ? 0 : 1,
      );
      expect(trail.slice(-2)).toEqual(['grants.lease_failed', 'grants.lease_ended']);
      const [before] = await ask(site.databaseUrl, 'SELECT expires_at FROM access_grant WHERE id = $1', [
        grant.id,
      ]);
      const claimed = await lea.claim(grant);
      await expectToWork(claimed);
      // The first use may have been written: then its deadline stands, and nobody gains time by a fault.
      if (moment === 'after') expect(claimed.body.expiresAt).toBe(before.expires_at.toISOString());
      expect(await site.rolesAtTarget()).toHaveLength(1);
      await lea.post(`/grants/${grant.id}/end`);
      await nothingOpen(grant);
    },
  );

  it('I13 of an issue, committed, with a new password set by another process: nobody undoes that one', async () => {
    const grant = await lea.granted(hugo);
    const cut = atDatabase.cut({ committing: `SET state = 'live'` }, 'after');
    // The process that knows nothing wants to undo what it began, and is held up.
    const frozen = cut.then(() => atDatabase.freeze());
    const unanswered = lea.claim(grant);
    await frozen;
    const other = await site.startBeside();
    const there = await lea.elsewhere(other.url);
    const replaced = await there.claim(grant, { replace: true });
    atDatabase.thaw();
    expect(await unanswered).toMatchObject({ status: 500, body: { code: 'internal' } });
    await expectToWork(replaced);
    expect((await there.get(`/grants/${grant.id}`)).body).toMatchObject({
      state: 'active',
      leases: [{ state: 'live' }],
    });
    expect(await other.stop()).toBe(0);
    await lea.post(`/grants/${grant.id}/end`);
    await nothingOpen(grant);
  });

  it.each(MOMENTS)('of an end, cut %s: it is asked for again and written once', async (moment) => {
    const grant = await lea.granted(hugo);
    expect((await lea.claim(grant)).status).toBe(201);
    const end = () => lea.post(`/grants/${grant.id}/end`);
    await cutAt('end_reason = $3', moment, end);
    expect((await end()).status).toBe(200);
    await nothingOpen(grant);
    expect(await written('grants.ending', grant.id)).toBe(1);
    expect(await site.rolesAtTarget()).toEqual([]);
  });

  it('of an intent to issue, committed: it is undone with proof, and the person can try again', async () => {
    await nothingOpen(intended);
    expect((await site.eventsAbout(intended.id)).slice(-3)).toEqual([
      'grants.lease_intended',
      'grants.lease_abandoned',
      'grants.lease_ended',
    ]);
    await expectToWork(await lea.claim(intended));
    expect(await site.rolesAtTarget()).toHaveLength(1);
  });

  it('left the process alive', async () => {
    expect(broker.running).toBe(true);
    expect((await fetch(`${broker.url}/health/ready`)).status).toBe(200);
  });

  async function expectToWork(claimed: Answer): Promise<void> {
    expect(claimed.status).toBe(201);
    const client = await logIn(claimed.body);
    expect((await client.query('SELECT FROM customers')).rowCount).toBe(DEMO_CUSTOMERS);
    await client.end();
  }
});
