import { createHash } from 'node:crypto';
import { HOUR, ManualClock, MINUTE, newId, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { SignInFactsReader } from '../sign-in/sign-in-facts';
import { EndSessions } from './end-sessions';
import { WebSessionRepository } from './web-session.repository';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('a web session', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });
  beforeEach(() => clock.advance(MINUTE));

  const stepUp = (person: Account, code = app.code(person)) => ({
    action: 'test.act',
    subjectId: person.id,
    digest: 'a'.repeat(64),
    code,
  });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const isSignedIn = async (token: string) =>
    (await app.browser().get('/sessions', bearer(token))).status === 200;
  const sessionRow = async ({ id }: Account): Promise<Record<string, unknown>> => {
    const [row] = await app.database.query<Record<string, unknown>[]>(
      'SELECT * FROM web_session WHERE person_id = $1 ORDER BY created_at DESC',
      [id],
    );
    return row;
  };

  it('travels in a __Host- cookie that scripts and other sites do not get', async () => {
    const browser = app.browser();
    const person = await app.addPerson();
    const { cookies } = await browser.post('/session', { handle: person.handle, password: person.password });
    expect(cookies).toHaveLength(1);
    const [pair, ...attributes] = cookies[0].split('; ');
    expect(pair).toMatch(/^__Host-sallyport=[A-Za-z0-9_-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
  });

  it('travels in a cookie of another name over the plain HTTP of the demonstration', async () => {
    const demo = await IdentityApp.start({
      postgres,
      clock,
      publicUrl: 'http://127.0.0.1:3100',
      masterKey: app.masterKey,
    });
    try {
      const person = await app.addPerson();
      const { cookies, body } = await demo
        .browser()
        .post('/session', { handle: person.handle, password: person.password });
      expect(cookies[0]).toMatch(/^sallyport_demo=/);
      expect(cookies[0]).not.toMatch(/secure/i);
      expect(body.demo).toBe(true);
    } finally {
      await demo.stop();
    }
  });

  it('is stored as a hash only', async () => {
    const person = await app.addPerson();
    const browser = await app.signedIn(person);
    const row = await sessionRow(person);
    expect(row.token_hash).toEqual(createHash('sha256').update(browser.token).digest());
    expect(JSON.stringify(row)).not.toContain(browser.token);
  });

  it.each([
    ['no token', ''],
    ['another 256 bits', 'A'.repeat(43)],
    ['too short', 'abc'],
    ['a hash instead of a token', 'f'.repeat(64)],
    ['quotes', "' OR true --"],
  ])('is not had with %s', async (_, token) => {
    const headers = { cookie: token && `__Host-sallyport=${encodeURIComponent(token)}` };
    expect((await app.browser().get('/sessions', headers)).body.code).toBe('identity.sign_in_required');
    expect((await app.browser().get('/session', headers)).body).toMatchObject({
      state: 'anonymous',
      csrfToken: '',
    });
  });

  it('carried by a wrong Authorization header is not saved by a good cookie', async () => {
    const browser = await app.signedIn(await app.addPerson());
    for (const authorization of ['Bearer nonsense', 'Basic dXNlcjpwYXNz', 'Bearer ']) {
      expect((await browser.get('/sessions', { authorization })).status).toBe(401);
    }
  });

  it('ends after fifteen idle minutes, and use moves that on', async () => {
    const { token } = await app.signedIn(await app.addPerson());
    for (let n = 0; n < 4; n += 1) {
      clock.advance(14 * MINUTE);
      expect(await isSignedIn(token)).toBe(true);
    }
    clock.advance(15 * MINUTE);
    expect(await isSignedIn(token)).toBe(false);
  });

  it('ends after eight hours of whatever use', async () => {
    const { token } = await app.signedIn(await app.addPerson());
    for (let n = 0; n < 47; n += 1) {
      clock.advance(10 * MINUTE);
      expect(await isSignedIn(token)).toBe(true);
    }
    clock.advance(10 * MINUTE);
    expect(await isSignedIn(token)).toBe(false);
  });

  it('has its use written once a minute, by whichever of parallel requests comes first', async () => {
    const person = await app.addPerson();
    const { token } = await app.signedIn(person);
    const version = async () => {
      const [row] = await app.database.query<{ xmin: string }[]>(
        'SELECT xmin FROM web_session WHERE person_id = $1',
        [person.id],
      );
      return row.xmin;
    };
    const before = await version();
    clock.advance(59 * SECOND);
    await isSignedIn(token);
    expect(await version()).toBe(before);
    clock.advance(SECOND);
    await isSignedIn(token);
    const after = await version();
    expect(after).not.toBe(before);
    const { id } = (await sessionRow(person)) as { id: string };
    await app.get(UnitOfWork).bookkeeping('test', async (tx) => {
      await app.get(WebSessionRepository).touch(tx, id, new Date(tx.now.getTime() - MINUTE));
    });
    expect(await version()).toBe(after);
  });

  it('gets a new token at step-up, and the old one serves for fifteen seconds more', async () => {
    const person = await app.addPerson();
    const browser = await app.signedIn(person);
    const old = browser.token;
    clock.advance(30 * SECOND);
    expect((await browser.post('/step-ups', stepUp(person))).status).toBe(201);
    expect(browser.token).not.toBe(old);
    expect([await isSignedIn(old), await isSignedIn(browser.token)]).toEqual([true, true]);
    clock.advance(15 * SECOND - 1);
    expect(await isSignedIn(old)).toBe(true);
    clock.advance(1);
    expect([await isSignedIn(old), await isSignedIn(browser.token)]).toEqual([false, true]);
  });

  it('keeps its new token when a request under way steps up with the old one', async () => {
    const person = await app.addPerson();
    const browser = await app.signedIn(person);
    const old = browser.token;
    clock.advance(MINUTE);
    expect((await browser.post('/step-ups', stepUp(person, app.code(person, -1)))).status).toBe(201);
    const late = await app.browser().post('/step-ups', stepUp(person), bearer(old));
    expect(late).toMatchObject({ status: 201, cookies: [] });
    clock.advance(MINUTE);
    expect(await isSignedIn(browser.token)).toBe(true);
  });

  it('I16: is dead at once for a person who is suspended, and alive again with them', async () => {
    const person = await app.addPerson();
    const { token } = await app.signedIn(person);
    await app.database.query("UPDATE person SET status = 'suspended' WHERE id = $1", [person.id]);
    expect(await isSignedIn(token)).toBe(false);
    await app.database.query("UPDATE person SET status = 'left' WHERE id = $1", [person.id]);
    expect(await isSignedIn(token)).toBe(false);
  });

  it('I16: loses the abilities of a job role in the moment that it is taken away', async () => {
    const person = await app.addPerson({ jobRoles: ['cto'] });
    const browser = await app.signedIn(person);
    expect((await browser.get('/session')).body.abilities).toContain('audit.read');
    await app.database.query('DELETE FROM person_job_role WHERE person_id = $1', [person.id]);
    expect((await browser.get('/session')).body.abilities).toEqual(['approvals.decide']);
  });

  it('I16: ends with all others of its person, within a transaction, and not without it', async () => {
    const person = await app.addPerson();
    const first = await app.signedIn(person);
    clock.advance(30 * SECOND);
    const second = await app.signedIn(person);
    const bystander = await app.signedIn(await app.addPerson());
    const uow = app.get(UnitOfWork);
    const end = (fail: boolean) =>
      uow.run(systemActor('test'), async (tx) => {
        expect(await app.get(EndSessions).allOf(tx, person.id, 'person-disabled')).toBe(2);
        if (fail) throw new Error('and then something went wrong');
      });
    await expect(end(true)).rejects.toThrow('went wrong');
    expect([await isSignedIn(first.token), await isSignedIn(second.token)]).toEqual([true, true]);
    await end(false);
    expect([await isSignedIn(first.token), await isSignedIn(second.token)]).toEqual([false, false]);
    expect(await isSignedIn(bystander.token)).toBe(true);
  });

  it('ends when its person signs out, with its cookie', async () => {
    const person = await app.addPerson();
    const browser = await app.signedIn(person);
    const { token } = browser;
    const answer = await browser.delete('/session');
    expect(answer).toMatchObject({ status: 200, body: { state: 'anonymous', person: null, csrfToken: '' } });
    expect(browser.cookieHeader).not.toContain(token);
    expect(await isSignedIn(token)).toBe(false);
    expect(await sessionRow(person)).toMatchObject({ end_reason: 'signed-out' });
    expect((await app.browser().delete('/session')).status).toBe(200);
  });

  it('is listed for its person, who can end any of theirs and nobody else’s', async () => {
    const person = await app.addPerson();
    const here = await app.signedIn(person);
    clock.advance(30 * SECOND);
    const there = await app.signedIn(person);
    const stranger = await app.signedIn(await app.addPerson());

    const { items } = (await here.get('/sessions')).body as { items: { id: string; current: boolean }[] };
    expect(items.map(({ current }) => current)).toEqual([false, true]);
    const thereId = items.find(({ current }) => !current)!.id;

    const refused = await stranger.delete(`/sessions/${thereId}`);
    const unknown = await stranger.delete(`/sessions/${newId()}`);
    const words = ({ status, body: { requestId: _, ...rest } }: typeof refused) => ({ status, rest });
    expect(refused.status).toBe(404);
    expect(words(refused)).toEqual(words(unknown));
    expect(await isSignedIn(there.token)).toBe(true);
    expect((await app.events(thereId)).map(({ type }) => type)).toEqual(['identity.access_refused']);

    expect((await here.delete(`/sessions/${thereId}`)).status).toBe(204);
    expect(await isSignedIn(there.token)).toBe(false);
    expect((await here.delete(`/sessions/${thereId}`)).status).toBe(404);
    expect((await here.delete('/sessions/not-an-id')).status).toBe(422);
  });

  it('is told apart from one in which somebody knows the password only, which is no sign-in', async () => {
    const person = await app.addPerson();
    const here = await app.signedIn(person);
    const lastSignIn = async () =>
      (await app.get(SignInFactsReader).of(app.get(UnitOfWork).reader, [person.id])).get(person.id)
        ?.lastSignInAt;
    const signedInAt = clock.now();
    clock.advance(MINUTE);
    await app.browser().post('/session', { handle: person.handle, password: person.password });
    const { items } = (await here.get('/sessions')).body as { items: object[] };
    expect(items).toMatchObject([
      { current: false, waitsForSecondFactor: true },
      { current: true, waitsForSecondFactor: false },
    ]);
    expect(await lastSignIn()).toEqual(signedInAt);
  });

  it('lasts as its answer says', async () => {
    const browser = await app.signedIn(await app.addPerson());
    const now = clock.now().getTime();
    expect((await browser.get('/session')).body).toMatchObject({
      expiresAt: new Date(now + 8 * HOUR).toISOString(),
      idleExpiresAt: new Date(now + 15 * MINUTE).toISOString(),
    });
  });

  it('is the only one left once its person ends all others', async () => {
    const person = await app.addPerson();
    const elsewhere = await app.signedIn(person);
    clock.advance(MINUTE);
    const here = await app.signedIn(person);
    const stranger = await app.signedIn(await app.addPerson());
    expect((await here.delete('/sessions')).body).toEqual({ ended: 1 });
    expect((await here.get('/sessions')).body.items).toEqual([expect.objectContaining({ current: true })]);
    expect((await elsewhere.get('/sessions')).status).toBe(401);
    expect((await stranger.get('/sessions')).status).toBe(200);
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.sessions_ended',
        data: { count: 1, reason: 'ended-elsewhere' },
      }),
    );
  });
});
