import { DAY, ManualClock, MINUTE, newId, SECOND } from '../../../kernel';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { type Mischief, SoftAuthenticator } from '../../../../test/peers/soft-authenticator';
import { ForgetSessionsJob } from '../sessions/forget-sessions.job';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const ORIGIN = 'https://sallyport.example';

describe('a passkey', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  const clock = new ManualClock();
  let person: Account;
  let browser: Browser;
  let key: SoftAuthenticator;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
    other = await IdentityApp.start({ postgres, clock, masterKey: app.masterKey });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(MINUTE);
    person = await app.addPerson({ secondFactor: false });
    browser = await app.signedIn(person);
    key = new SoftAuthenticator(ORIGIN);
  });

  const options = async (by: Browser, path: string, body: object = {}, headers?: Record<string, string>) =>
    (await by.post(path, body, headers)).body.publicKey as object;
  const register = async (lies?: Mischief) => {
    const made = key.create(await options(browser, '/factors/passkeys/options'), lies);
    return browser.post('/factors/passkeys', { name: 'My key', passkey: made });
  };
  const registered = async (): Promise<void> => {
    expect(await register()).toMatchObject({ status: 201 });
  };
  const signIn = async (lies?: Mischief, at: Browser = app.browser()) =>
    at.post('/session/passkey', { passkey: key.get(await options(at, '/session/passkey-options'), lies) });
  const half = async (): Promise<Browser> => {
    const next = app.browser();
    const { handle, password } = person;
    expect((await next.post('/session', { handle, password })).body.state).toBe('second-factor-required');
    return next;
  };
  const ACTION = { action: 'requests.approve', subjectId: newId(), digest: 'ab'.repeat(32) };
  const refusals = async (id: string) =>
    (await app.events(id)).flatMap(({ type, data }) => (/refused$/.test(type) ? [data.reason] : []));

  it('is registered with a name, listed with its last use, renamed, and signs in without name and password', async () => {
    await registered();
    clock.advance(MINUTE);
    const at = clock.now().toISOString();
    const next = app.browser();
    expect(await signIn(undefined, next)).toMatchObject({ status: 200, body: { state: 'signed-in' } });
    const { passkeys } = (await next.get('/factors')).body as { passkeys: { id: string }[] };
    expect(passkeys).toMatchObject([{ name: 'My key', lastUsedAt: at, counterFellAt: null }]);
    const path = `/factors/passkeys/${passkeys[0].id}`;
    expect((await next.send('PATCH', path, { name: 'Desk' })).status).toBe(204);
    expect((await next.get('/factors')).body.passkeys).toMatchObject([{ name: 'Desk' }]);
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({ type: 'identity.signed_in', data: { factors: ['passkey'] } }),
    );
  });

  it('completes a sign-in with a password', async () => {
    await registered();
    const next = await half();
    const passkey = key.get(await options(next, '/session/passkey-options'));
    expect(await next.post('/session/second-factor', { passkey })).toMatchObject({
      status: 200,
      body: { state: 'signed-in', secondFactors: ['passkey', 'recovery-code'] },
    });
  });

  it('steps up for exactly the action that it was asked for', async () => {
    await registered();
    const passkey = key.get(await options(browser, '/step-ups/passkey-options', ACTION));
    const elsewhere = { ...ACTION, digest: 'cd'.repeat(32) };
    expect(await browser.post('/step-ups', { ...elsewhere, passkey })).toMatchObject({
      status: 401,
      body: { code: 'identity.challenge_over' },
    });
    expect((await browser.post('/step-ups', { ...ACTION, action: 'requests.deny', passkey })).status).toBe(
      401,
    );
    expect((await browser.post('/step-ups', { ...ACTION, subjectId: newId(), passkey })).status).toBe(401);
    expect((await browser.post('/step-ups', { ...ACTION, passkey })).status).toBe(201);
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({ type: 'identity.step_up', data: { ...ACTION, factor: 'passkey' } }),
    );
  });

  it('I10: the answer for one session, or for signing in, is good in no other', async () => {
    await registered();
    const second = app.browser();
    await signIn(undefined, second);
    const passkey = key.get(await options(browser, '/step-ups/passkey-options', ACTION));
    expect((await second.post('/step-ups', { ...ACTION, passkey })).status).toBe(401);
    expect((await app.browser().post('/session/passkey', { passkey })).status).toBe(401);
    const next = await half();
    const forSignIn = key.get(await options(app.browser(), '/session/passkey-options'));
    expect((await next.post('/session/second-factor', { passkey: forSignIn })).status).toBe(401);
    expect((await browser.post('/step-ups', { ...ACTION, passkey })).status).toBe(201);
  });

  it('I10: one answer in 50 calls at once, over two processes, is accepted once', async () => {
    await registered();
    const passkey = key.get(await options(browser, '/step-ups/passkey-options', ACTION));
    const { token } = browser;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? app : other)
          .browser()
          .post('/step-ups', { ...ACTION, passkey }, { authorization: `Bearer ${token}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await refusals(person.id)).toContain('challenge-already-used');
  });

  it('I10: one answer opens one session of 50 at once, over two processes', async () => {
    await registered();
    const passkey = key.get(await options(app.browser(), '/session/passkey-options'));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? app : other).browser().post('/session/passkey', { passkey }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each<[string, Mischief, string]>([
    ['another origin', { origin: 'https://sallyport.example.evil.test' }, 'foreign-origin'],
    ['a subdomain', { origin: 'https://x.sallyport.example' }, 'foreign-origin'],
    ['another port', { origin: 'https://sallyport.example:8443' }, 'foreign-origin'],
    ['plain HTTP', { origin: 'http://sallyport.example' }, 'foreign-origin'],
    ['another relying party', { rpId: 'evil.test' }, 'passkey-invalid'],
    ['nobody verified', { userVerified: false }, 'passkey-invalid'],
    ['nobody present', { userPresent: false }, 'passkey-invalid'],
    ['another key’s signature', { forged: true }, 'passkey-invalid'],
    ['the wrong ceremony', { type: 'webauthn.create' }, 'passkey-invalid'],
    ['a challenge of its own', { challenge: 'AAAA' }, 'unknown-challenge'],
  ])('with %s neither signs in, nor completes a sign-in, nor steps up', async (_, lies, reason) => {
    await registered();
    expect((await signIn(lies)).status).toBe(401);
    const next = await half();
    const second = key.get(await options(next, '/session/passkey-options'), lies);
    expect((await next.post('/session/second-factor', { passkey: second })).status).toBe(401);
    const third = key.get(await options(browser, '/step-ups/passkey-options', ACTION), lies);
    expect((await browser.post('/step-ups', { ...ACTION, passkey: third })).status).toBe(401);
    expect(await refusals(person.id)).toEqual([reason, reason, reason]);
    expect((await signIn()).status).toBe(200);
  });

  it.each<[string, Mischief]>([
    ['another origin', { origin: 'https://evil.test' }],
    ['another relying party', { rpId: 'evil.test' }],
    ['nobody verified', { userVerified: false }],
    ['a challenge of its own', { challenge: 'AAAA' }],
    ['the wrong ceremony', { type: 'webauthn.get' }],
  ])('is not registered with %s', async (_, lies) => {
    expect((await register(lies)).status).toBeGreaterThanOrEqual(400);
    expect((await browser.get('/factors')).body.passkeys).toEqual([]);
    await registered();
  });

  it('of somebody else proves nothing of this person, whoever it says it belongs to', async () => {
    await registered();
    const thief = await app.addPerson({ secondFactor: false });
    const theirs = await app.signedIn(thief);
    const own = new SoftAuthenticator(ORIGIN);
    await theirs.post('/factors/passkeys', {
      name: 'Theirs',
      passkey: own.create(await options(theirs, '/factors/passkeys/options')),
    });
    const next = await half();
    const asked = await options(next, '/session/passkey-options');
    expect((await next.post('/session/second-factor', { passkey: own.get(asked) })).status).toBe(401);
    const anew = await options(app.browser(), '/session/passkey-options');
    const userHandle = Buffer.from(person.id).toString('base64url');
    const claims = own.get(anew, { userHandle });
    expect((await app.browser().post('/session/passkey', { passkey: claims })).status).toBe(401);
    const { credentialId } = key;
    const borrowed = own.get(anew, { credentialId, userHandle });
    expect((await app.browser().post('/session/passkey', { passkey: borrowed })).status).toBe(401);
    expect(await refusals(person.id)).toEqual(['unknown-passkey', 'passkey-invalid']);
  });

  it('that nobody registered is refused and on record', async () => {
    expect(await signIn()).toMatchObject({ status: 401, body: { code: 'identity.passkey_refused' } });
  });

  it('of somebody who has left opens nothing', async () => {
    await registered();
    await app.database.query(`UPDATE person SET status = 'left' WHERE id = $1`, [person.id]);
    expect(await signIn()).toMatchObject({ status: 401, body: { code: 'identity.passkey_refused' } });
    expect(await refusals(person.id)).toEqual(['person-not-active']);
  });

  it('answers within five minutes', async () => {
    await registered();
    const asked = await options(app.browser(), '/session/passkey-options');
    clock.advance(5 * MINUTE);
    const late = await app.browser().post('/session/passkey', { passkey: key.get(asked) });
    expect(late).toMatchObject({ status: 401, body: { code: 'identity.challenge_over' } });
    const again = await options(app.browser(), '/session/passkey-options');
    clock.advance(5 * MINUTE - SECOND);
    expect((await app.browser().post('/session/passkey', { passkey: key.get(again) })).status).toBe(200);
  });

  it('whose counter goes back is refused, flagged, and an alert', async () => {
    key = new SoftAuthenticator(ORIGIN, 10);
    await registered();
    expect((await signIn()).status).toBe(200);
    expect(await signIn({ counter: 11 })).toMatchObject({
      status: 401,
      body: { code: 'identity.passkey_suspect' },
    });
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({ type: 'identity.passkey_counter_fell', severity: 'alert' }),
    );
    const [flagged] = (await browser.get('/factors')).body.passkeys as { counterFellAt: string | null }[];
    expect(flagged.counterFellAt).not.toBeNull();
  });

  it('still works while wrong codes have locked the other factors', async () => {
    await registered();
    const next = await half();
    for (let guess = 0; guess < 6; guess += 1) {
      await next.post('/session/second-factor', { recoveryCode: 'A'.repeat(24) });
    }
    const locked = await next.post('/session/second-factor', { recoveryCode: 'A'.repeat(24) });
    expect(locked.body.code).toBe('identity.locked_out');
    const passkey = key.get(await options(next, '/session/passkey-options'));
    expect((await next.post('/session/second-factor', { passkey })).status).toBe(200);
  });

  it('is registered once', async () => {
    await registered();
    clock.advance(MINUTE);
    const stepUp = key.get(await options(browser, '/step-ups/passkey-options', await addAction()));
    const { stepUpToken } = (await browser.post('/step-ups', { ...(await addAction()), passkey: stepUp }))
      .body;
    const header = { 'sallyport-step-up': String(stepUpToken) };
    const made = key.create(await options(browser, '/factors/passkeys/options', {}, header));
    expect(await browser.post('/factors/passkeys', { name: 'Again', passkey: made })).toMatchObject({
      status: 409,
      body: { code: 'identity.passkey_known' },
    });
  });

  const addAction = async () => ({
    action: 'identity.add_factor',
    subjectId: person.id,
    digest: String((await browser.get('/factors')).body.addDigest),
  });

  it('I16: ends every other session of the person, and turns the token of this one', async () => {
    const before = await app.signedIn(person);
    const { token } = browser;
    await registered();
    expect((await before.get('/factors')).status).toBe(401);
    expect(browser.token).not.toBe(token);
    expect((await browser.get('/factors')).status).toBe(200);
  });

  it('of somebody else is neither renamed nor removed, and the attempt is on record', async () => {
    await registered();
    const [{ id }] = (await browser.get('/factors')).body.passkeys as { id: string }[];
    const stranger = await app.signedIn(await app.addPerson());
    for (const attempt of [
      stranger.send('PATCH', `/factors/passkeys/${id}`, { name: 'Mine' }),
      stranger.delete(`/factors/passkeys/${id}`),
    ]) {
      expect(await attempt).toMatchObject({ status: 404, body: { code: 'identity.unknown_factor' } });
    }
    const attempts = (await app.events(id)).map(({ data }) => data.attempt);
    expect(attempts.sort()).toEqual(['remove', 'rename']);
  });

  it('that is the only way in stays, and goes once there is a password', async () => {
    await registered();
    const { passkeys } = (await browser.get('/factors')).body as {
      passkeys: { id: string; removeDigest: string }[];
    };
    const [{ id, removeDigest }] = passkeys;
    const [{ password }] = await app.database.query<{ password: object }[]>(
      'SELECT to_jsonb(c) AS password FROM password_credential c WHERE person_id = $1',
      [person.id],
    );
    await app.database.query('DELETE FROM password_credential WHERE person_id = $1', [person.id]);
    const remove = async () => {
      const action = { action: 'identity.remove_factor', subjectId: id, digest: removeDigest };
      const passkey = key.get(await options(browser, '/step-ups/passkey-options', action));
      const { stepUpToken } = (await browser.post('/step-ups', { ...action, passkey })).body;
      return browser.delete(`/factors/passkeys/${id}`, { 'sallyport-step-up': String(stepUpToken) });
    };
    expect(await remove()).toMatchObject({ status: 409, body: { code: 'identity.only_way_in' } });
    expect((await browser.get('/factors')).body.passkeys).toHaveLength(1);
    await app.database.query(
      'INSERT INTO password_credential SELECT * FROM jsonb_populate_record(NULL::password_credential, $1)',
      [JSON.stringify(password)],
    );
    expect((await remove()).status).toBe(204);
  });

  it.each([
    ['no answer', undefined],
    ['text', 'passkey'],
    ['a list', []],
    ['null', null],
    ['no response', { id: 'AA', rawId: 'AA', type: 'public-key', clientExtensionResults: {} }],
    ['a megabyte', { id: 'A'.repeat(1_000_000) }],
  ])('with %s in its place is refused with a reason', async (_, passkey) => {
    const answer = await app.browser().post('/session/passkey', { passkey });
    expect([413, 422]).toContain(answer.status);
    expect(answer.body.code).toBeDefined();
  });

  it('I10: a used challenge is remembered for as long as it could be presented, and then forgotten', async () => {
    await registered();
    expect((await signIn()).status).toBe(200);
    const used = () => app.database.query<object[]>('SELECT FROM used_webauthn_challenge');
    expect((await used()).length).toBeGreaterThan(0);
    await app.get(ForgetSessionsJob).run();
    expect((await used()).length).toBeGreaterThan(0);
    clock.advance(DAY);
    await app.get(ForgetSessionsJob).run();
    expect(await used()).toEqual([]);
  });
});
