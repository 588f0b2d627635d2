import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { DAY, ManualClock, MINUTE, newId, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { makeToken } from '../../../../test/support/make-token';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { ask, eventually } from '../../../../test/support/postgres-client';
import { EndSessions } from '../sessions/end-sessions';
import { ProbeController } from '../../../../test/support/probe.controller';
import { StepUpService } from '../step-up/step-up.service';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('an API token', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let person: Account;
  let browser: Browser;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock, controllers: [ProbeController] });
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(MINUTE);
    person = await app.addPerson({ jobRoles: ['cto'] });
    browser = await app.signedIn(person);
    clock.advance(30 * SECOND);
  });

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const made = (changes: object = {}) => makeToken(app, person, browser, changes);
  const use = (token: string, path = '/probe/read') => app.browser().get(path, bearer(token));

  it('is made with a second factor over what it may do, shown once, and kept as a hash', async () => {
    const { token, id } = await made({ name: ' build  server ', scopes: ['grants', 'read', 'read'] });
    expect(token).toMatch(/^sly_[0-9A-Za-z]{49}$/);
    const rows = await app.database.query<{ token_hash: Buffer }[]>('SELECT * FROM api_token WHERE id = $1', [
      id,
    ]);
    expect(rows[0].token_hash).toEqual(createHash('sha256').update(token).digest());
    expect(JSON.stringify(rows)).not.toContain(token);

    const { items } = (await browser.get('/api-tokens')).body as { items: object[] };
    expect(items).toEqual([
      expect.objectContaining({
        id,
        kind: 'api',
        name: 'build  server',
        scopes: ['read', 'grants'],
        lastUsedAt: null,
      }),
    ]);
    expect(await app.events(id)).toEqual([
      expect.objectContaining({ type: 'identity.api_token_made', severity: 'notice' }),
    ]);
  });

  it('is not made without the factor, nor with one for less', async () => {
    const body = { name: 'ci', scopes: ['read'], expiresInDays: 1 };
    const refused = await browser.post('/api-tokens', body);
    expect(refused).toMatchObject({ status: 401, body: { code: 'insufficient_user_authentication' } });
    const stepUp = { ...(refused.body.stepUp as object), code: app.code(person) };
    const { stepUpToken } = (await browser.post('/step-ups', stepUp)).body;
    const header = { 'sallyport-step-up': String(stepUpToken) };
    const more = { ...body, scopes: ['read', 'grants'] };
    expect((await browser.post('/api-tokens', more, header)).status).toBe(401);
    expect((await browser.post('/api-tokens', { ...body, expiresInDays: 365 }, header)).status).toBe(401);
    expect((await browser.post('/api-tokens', body, header)).status).toBe(201);
    expect((await browser.post('/api-tokens', body, header)).status).toBe(401);
  });

  it('speaks for its person, and says whose it is', async () => {
    const { token, id } = await made();
    expect(await use(token)).toMatchObject({ status: 200, body: { seen: person.id } });
    expect((await use(token, '/api-token')).body).toMatchObject({ id, person: { handle: person.handle } });
    expect((await browser.get('/api-token')).body.code).toBe('identity.no_token');
  });

  it('needs no page’s token, and is not helped by a cookie beside it', async () => {
    const { token } = await made({ scopes: ['read'] });
    const post = (headers: Record<string, string>) => browser.post('/probe/requests', {}, headers);
    expect((await post({ ...bearer(token), 'x-sallyport-csrf': '' })).body.code).toBe('identity.token_scope');
    expect((await browser.get('/probe/browsers', bearer(token))).body.code).toBe('identity.not_for_tokens');
    const { token: other } = await made({ scopes: ['requests'] });
    expect((await app.browser().post('/probe/requests', {}, bearer(other))).status).toBe(200);
    expect((await browser.get('/session', bearer(token))).body.state).toBe('anonymous');
  });

  it('is refused from another site’s page like anything else', async () => {
    const { token } = await made();
    const headers = { ...bearer(token), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await app.browser().get('/probe/read', headers)).body.code).toBe('identity.foreign_page');
  });

  it('does what its scopes say: by default nothing, and a refusal is on record', async () => {
    const { token, id } = await made({ scopes: ['requests'] });
    const refused = await use(token);
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'identity.token_scope', neededScopes: ['read', 'audit'] },
      headers: {
        'www-authenticate': 'Bearer realm="sallyport", error="insufficient_scope", scope="read audit"',
      },
    });
    expect(refused.body.detail).toContain('“read” or “audit”');
    expect((await app.events(id)).map(({ type }) => type)).toContain('identity.access_refused');
    for (const address of ['/api-tokens', '/sessions', '/probe/browsers'])
      expect((await use(token, address)).body.code).toBe('identity.not_for_tokens');
  });

  it('never carries more than its person has', async () => {
    const { token } = await made({ scopes: ['audit'] });
    expect((await use(token, '/probe/audit')).status).toBe(200);
    await app.database.query('DELETE FROM person_job_role WHERE person_id = $1', [person.id]);
    expect(await use(token, '/probe/audit')).toMatchObject({
      status: 403,
      body: { code: 'identity.not_allowed' },
    });
  });

  it.each([
    ['garbled', () => 'sly_nonsense'],
    ['with a wrong checksum', (token: string) => `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['with a quote', (token: string) => `${token}'`],
  ])('is invalid %s', async (_, garble) => {
    const { token } = await made();
    expect(await use(garble(token))).toMatchObject({
      status: 401,
      body: { code: 'identity.token_invalid' },
      headers: { 'www-authenticate': 'Bearer realm="sallyport", error="invalid_token"' },
    });
  });

  it('ends by itself, and says so', async () => {
    const { token } = await made({ expiresInDays: 1 });
    clock.advance(DAY - SECOND);
    expect((await use(token)).status).toBe(200);
    clock.advance(SECOND);
    expect(await use(token)).toMatchObject({ status: 401, body: { code: 'identity.token_over' } });
  });

  it('is ended by its person, one or all, and by itself', async () => {
    const [first, second, third] = [await made(), await made(), await made()];
    expect((await browser.delete(`/api-tokens/${first.id}`)).status).toBe(204);
    expect((await use(first.token)).body.code).toBe('identity.token_over');
    expect((await app.browser().delete('/api-token', bearer(second.token))).status).toBe(204);
    expect((await use(second.token)).body.code).toBe('identity.token_over');
    expect((await use(third.token)).status).toBe(200);
    expect((await browser.delete('/api-tokens')).body).toEqual({ ended: 1 });
    expect((await use(third.token)).status).toBe(401);
    expect((await browser.get('/api-tokens')).body).toEqual({ items: [] });
  });

  it('of somebody else is not there, and the attempt is on record', async () => {
    const { id, token } = await made();
    const stranger = await app.signedIn(await app.addPerson());
    expect((await stranger.delete(`/api-tokens/${id}`)).body.code).toBe('identity.unknown_token');
    expect((await stranger.delete(`/api-tokens/${newId()}`)).body.code).toBe('identity.unknown_token');
    expect((await app.events(id)).map(({ type }) => type)).toContain('identity.access_refused');
    expect((await use(token)).status).toBe(200);
  });

  it('tells its person when and where it was used last, written once a minute', async () => {
    const { token, id } = await made();
    const lastUse = async () => {
      const { items } = (await browser.get('/api-tokens')).body as {
        items: { id: string; lastUsedAt: string }[];
      };
      return items.find((item) => item.id === id);
    };
    await use(token);
    const at = clock.now().toISOString();
    expect(await lastUse()).toMatchObject({ lastUsedAt: at, lastUsedAddress: '127.0.0.1' });
    clock.advance(59 * SECOND);
    await use(token);
    expect((await lastUse())?.lastUsedAt).toBe(at);
    clock.advance(SECOND);
    await use(token);
    expect((await lastUse())?.lastUsedAt).toBe(clock.now().toISOString());
  });

  it.each(['suspended', 'left'])('I16: counts no more at once when its person is %s', async (status) => {
    const { token } = await made();
    await app.database.query('UPDATE person SET status = $2 WHERE id = $1', [person.id, status]);
    expect((await use(token)).body.code).toBe('identity.token_over');
  });

  it('I16: is ended for good with the sessions of its person', async () => {
    const { token } = await made();
    await app
      .get(UnitOfWork)
      .run(systemActor('test'), (tx) => app.get(EndSessions).allOf(tx, person.id, 'job-role-lost'));
    expect((await use(token)).body.code).toBe('identity.token_over');
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.api_tokens_ended',
        data: { count: 1, reason: 'job-role-lost' },
      }),
    );
  });

  it('takes a second factor that is worth something beside this very token only', async () => {
    const { token, id } = await made({ scopes: ['grants'] });
    const binding = { action: 'grants.claim', subjectId: newId(), digest: 'ab'.repeat(32) };
    clock.advance(30 * SECOND);
    const given = await app
      .browser()
      .post('/step-ups', { ...binding, code: app.code(person) }, bearer(token));
    expect(given).toMatchObject({ status: 201, cookies: [] });
    const stepUpToken = String(given.body.stepUpToken);
    const consumeBy = (credential: Parameters<StepUpService['consume']>[1]['credential']) =>
      app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
        const demand = { ...binding, maxAgeSeconds: 300 };
        const holder = { personId: person.id, credential };
        const used = await app.get(StepUpService).consume(tx, holder, stepUpToken, demand);
        tx.record({ type: 'test.acted', subject: { kind: 'test', id } });
        return used;
      });
    const [session] = await app.database.query<{ id: string }[]>(
      'SELECT id FROM web_session WHERE person_id = $1',
      [person.id],
    );
    await expect(consumeBy({ kind: 'session', id: session.id })).rejects.toThrow('insufficient');
    await expect(consumeBy({ kind: 'api-token', id: newId(), scopes: [] })).rejects.toThrow('insufficient');
    await expect(consumeBy({ kind: 'api-token', id, scopes: [] })).resolves.toMatchObject({ factor: 'totp' });
    await expect(consumeBy({ kind: 'api-token', id, scopes: [] })).rejects.toThrow('insufficient');
  });

  it('takes no second factor for what its scopes do not reach', async () => {
    const { token } = await made({ scopes: ['read'] });
    const body = { action: 'grants.claim', subjectId: newId(), digest: 'ab'.repeat(32), code: '000000' };
    expect((await app.browser().post('/step-ups', body, bearer(token))).body.code).toBe(
      'identity.token_scope',
    );
  });

  it('stands in the trail as what acted', async () => {
    const { token, id } = await made({ scopes: ['read'] });
    await app.browser().post('/probe/requests', {}, bearer(token));
    const refused = (await app.events(id)).find(({ type }) => type === 'identity.access_refused');
    expect(refused?.actor).toMatchObject({ kind: 'person', id: person.id, token: id });
  });

  it.each([
    ['no name', { name: '  ' }],
    ['a name of 81 characters', { name: 'a'.repeat(81) }],
    ['a line break in its name', { name: 'a\nb' }],
    ['no scope', { scopes: [] }],
    ['a scope that is none', { scopes: ['admin'] }],
    ['no day', { expiresInDays: 0 }],
    ['more than a year', { expiresInDays: 366 }],
    ['half a day', { expiresInDays: 0.5 }],
    ['another person', { personId: newId() }],
  ])('with %s is refused', async (_, changes) => {
    const body = { name: 'ci', scopes: ['read'], expiresInDays: 1, ...changes };
    expect((await browser.post('/api-tokens', body)).status).toBe(422);
  });

  it('is one of fifty at most', async () => {
    await app.database.query(
      `INSERT INTO api_token (id, person_id, kind, name, scopes, token_hash, created_at, expires_at)
       SELECT gen_random_uuid(), $1, 'api', 'one', '{read}', sha256(gen_random_uuid()::text::bytea), $2::timestamptz, $2::timestamptz + interval '1 day'
       FROM generate_series(1, 50)`,
      [person.id, clock.now()],
    );
    await expect(made()).rejects.toThrow('identity.too_many_tokens');
    await app.database.query(
      'DELETE FROM api_token WHERE id = (SELECT id FROM api_token WHERE person_id = $1 LIMIT 1)',
      [person.id],
    );
    const confirmed: (() => Promise<{ status: number }>)[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      clock.advance(30 * SECOND);
      const body = { name, scopes: ['read'], expiresInDays: 1 };
      const { stepUp } = (await browser.post('/api-tokens', body)).body;
      const header = await app.stepUp(browser, person, stepUp as Parameters<IdentityApp['stepUp']>[2]);
      confirmed.push(() => browser.post('/api-tokens', body, header));
    }
    // Each has got as far as it can before the first of them may write.
    const holder = new Client({ connectionString: postgres.url('sallyport') });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE api_token IN EXCLUSIVE MODE');
    const making = confirmed.map((make) => make());
    await eventually(
      () => ask(postgres.url('sallyport'), `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`),
      ({ length }) => length === confirmed.length,
    );
    await holder.end();
    const answers = await Promise.all(making);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });
});
