import pg from 'pg';
import { approvedGrant } from '../../../test/builders/approved-grant';
import { TestBroker } from '../../../test/support/broker';
import type { Person } from '../../../test/support/person';
import { signed } from '../../../test/support/sign-what-was-sent';
import { applyPolicy } from '../../../test/support/apply-policy';

jest.setTimeout(120_000);

describe('suspending and bringing back, over two processes', () => {
  let one: TestBroker;
  let other: TestBroker;
  let owner: pg.Client;
  let hugo: Person;

  beforeAll(async () => {
    one = await TestBroker.start({ role: 'web' });
    other = await TestBroker.start({ role: 'web', beside: one });
    owner = new pg.Client({ connectionString: one.database.url('sallyport') });
    await owner.connect();
    hugo = await one.signIn('hugo');
  });
  afterAll(async () => {
    await owner.end();
    await other.stop();
    await one.stop();
  });

  const suspend = (who: Person, handle: string, reason = 'Their laptop was stolen on the train.') =>
    signed(who, `/people/${handle}/suspend`, { reason });
  const bringBack = (who: Person, handle: string) =>
    signed(who, `/people/${handle}/bring-back`, { reason: 'The laptop was found, untouched.' });
  const stateOf = async (grantId: string): Promise<unknown> =>
    (await owner.query('SELECT state, end_reason FROM access_grant WHERE id = $1', [grantId])).rows[0];
  const lastEvent = async (type: string) =>
    (
      await owner.query('SELECT body FROM audit_event WHERE type = $1 ORDER BY recorded_at DESC LIMIT 1', [
        type,
      ])
    ).rows[0]?.body.toString() as string | undefined;

  it('I16 ends sessions at the other process, grants and approver rights in the transaction of the suspension', async () => {
    const lea = await one.signIn('lea');
    const there = lea.through(other);
    expect((await there.get('/requests')).status).toBe(200);
    const at = one.clock.now();
    const own = await approvedGrant(owner, {
      person: 'lea',
      approver: 'hugo',
      profile: 'customer-data-read',
      at,
    });
    const approved = await approvedGrant(owner, {
      person: 'hugo',
      approver: 'lea',
      profile: 'customer-data-read',
      at,
    });

    const answer = await suspend(hugo, 'lea');
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'suspended', saidStatus: 'active', grants: [] },
    });
    expect(answer.body.holds).toMatchObject([{ givenBy: 'administrator', by: 'Hugo Brandt' }]);
    expect(await there.call('GET', '/session')).toMatchObject({ body: { state: 'anonymous' } });
    expect(await stateOf(own)).toEqual({ state: 'ended', end_reason: 'no-longer-allowed' });
    expect(await stateOf(approved)).toEqual({ state: 'ended', end_reason: 'no-longer-allowed' });
    expect(await lastEvent('people.suspended')).not.toContain('laptop');

    // The policy file says active all the while, and does not lift it.
    await applyPolicy(one, ['name: Léa Moreau', 'name: Léa M. Moreau']);
    expect((await hugo.get('/people/lea')).body).toMatchObject({
      status: 'suspended',
      name: 'Léa M. Moreau',
    });
    await applyPolicy(one);

    expect(await bringBack(hugo, 'lea')).toMatchObject({
      status: 200,
      body: { status: 'active', holds: [] },
    });
    expect(await stateOf(own)).toMatchObject({ state: 'ended' });
    await one.signIn('lea');
  });

  it('refuses oneself, the last of the circle, nobody, and whoever may not', async () => {
    expect(await suspend(hugo, 'hugo')).toMatchObject({ status: 403, body: { code: 'people.own_account' } });
    expect(await suspend(hugo, 'nobody')).toMatchObject({ status: 404 });
    expect(await bringBack(hugo, 'lea')).toMatchObject({
      status: 409,
      body: { code: 'people.not_suspended_here' },
    });
    const lea = await one.signIn('lea');
    await suspend(lea, 'hugo');
    const ines = await one.signIn('ines');
    expect(await suspend(ines, 'lea')).toMatchObject({ status: 403, body: { code: 'identity.not_allowed' } });
    expect(await ines.get('/people/lea')).toMatchObject({
      status: 200,
      body: { suspension: { may: false } },
    });
    const milan = await one.signIn('milan');
    expect((await milan.get('/people')).status).toBe(403);
    expect((await milan.get('/people/milan')).status).toBe(403);
    await bringBack(lea, 'hugo');
    hugo = await one.signIn('hugo');
  });

  it('takes a second factor for exactly what is sent, and no other reason', async () => {
    const first = await hugo.post('/people/milan/suspend', { reason: 'One reason for it.' });
    expect(first).toMatchObject({ status: 401, body: { code: 'insufficient_user_authentication' } });
    const { action, subjectId, digest } = first.body.stepUp;
    const proof = await hugo.stepUp(action, subjectId, digest);
    expect(await hugo.post('/people/milan/suspend', { reason: 'Another reason.' }, proof)).toMatchObject({
      status: 401,
    });
    expect((await hugo.get('/people/milan')).body.status).toBe('active');
    expect(await hugo.post('/people/milan/suspend', { reason: 'x' })).toMatchObject({ status: 422 });
  });

  it('lists people by name, filters them, and turns pages', async () => {
    const all = (await hugo.get('/people')).body;
    expect(all.total).toBe(all.items.length);
    const first = (await hugo.get('/people?limit=2')).body;
    const second = (await hugo.get(`/people?limit=2&cursor=${first.nextCursor}`)).body;
    expect(await hugo.get('/people?limit=2&cursor=somebody-who-went')).toMatchObject({
      status: 422,
      body: { code: 'request.bad_cursor' },
    });
    expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 4));
    const filtered = async (query: string): Promise<string[]> =>
      (await hugo.get(`/people?${query}`)).body.items.map(({ handle }: { handle: string }) => handle);
    expect(await filtered('q=MOREAU')).toEqual(['lea']);
    expect(await filtered('jobRole=dpo')).toEqual(['ines']);
    expect(await filtered('source=scim')).toEqual([]);
    expect(await filtered('status=active&jobRole=cto')).toEqual(['hugo']);
    expect((await hugo.get('/people?status=gone')).status).toBe(422);
  });
});
