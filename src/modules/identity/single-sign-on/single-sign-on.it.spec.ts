import { randomUUID } from 'node:crypto';
import { ManualClock, MINUTE } from '../../../kernel';
import { IdentityProvider } from '../../../../test/peers/identity-provider/identity-provider';
import { LyingProvider } from '../../../../test/peers/identity-provider/lying-provider';
import type { Answered } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { CALLBACK, CLIENT, CLIENT_SECRET, SingleSignOn } from '../../../../test/support/single-sign-on';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';

jest.setTimeout(120_000);

describe('single sign-on', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  let honest: IdentityProvider;
  let lying: LyingProvider;
  let sso: SingleSignOn;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
    other = await IdentityApp.start({ postgres, clock, masterKey: app.masterKey });
    honest = await IdentityProvider.start({
      clientId: CLIENT,
      clientSecret: CLIENT_SECRET,
      redirectUri: CALLBACK,
    });
    lying = await LyingProvider.start(CLIENT);
    sso = new SingleSignOn(app);
    await sso.offer({ key: 'honest', issuer: honest.issuer });
    await sso.offer({ key: 'lying', issuer: lying.issuer });
  });
  beforeEach(() => {
    // Whoever gets many wrong from one address is turned away for a while; that is another test's matter.
    clock.advance(30 * MINUTE);
  });
  afterAll(async () => {
    await honest.stop();
    await lying.stop();
    await other.stop();
    await app.stop();
    await postgres.stop();
  });

  const linked = (account: Account): Promise<string> => sso.link(account, honest.issuer);

  async function signIn(subject: string, amr?: readonly string[], browser = app.browser()) {
    honest.next = { subject, amr };
    const answer = await sso.comeBack(browser, await honest.visit(await sso.begin(browser, 'honest')));
    return { browser, answer };
  }

  it('offers what the policy file names, and nothing that is retired', async () => {
    await sso.offer({ key: 'gone', issuer: 'https://gone.example', retired: true });
    const { body } = await app.browser().get('/single-sign-on/providers');
    expect(body).toEqual({
      items: [
        { key: 'honest', name: 'Provider honest' },
        { key: 'lying', name: 'Provider lying' },
      ],
    });
    const begun = await app.browser().post('/single-sign-on', { provider: 'gone' });
    expect([begun.status, begun.body.code]).toEqual([404, 'identity.unknown_provider']);
  });

  it('signs in whom the account is linked to, and asks for the second factor that the provider did not take', async () => {
    const person = await app.addPerson({ jobRoles: ['cto'] });
    const { browser, answer } = await signIn(await linked(person), ['pwd']);
    expect(answer.body).toMatchObject({ state: 'second-factor-required', person: null });

    const second = await browser.post('/session/second-factor', { code: app.code(person) });
    expect(second.body).toMatchObject({ state: 'signed-in', person: { handle: person.handle } });
    const signedIn = (await app.events(person.id)).find(({ type }) => type === 'identity.signed_in');
    expect(signedIn?.data.factors).toEqual(['single-sign-on', 'totp']);
  });

  it('counts a second factor there only where the policy file says so', async () => {
    const person = await app.addPerson({ jobRoles: ['cto'] });
    const { answer } = await signIn(await linked(person), ['pwd', 'mfa']);
    expect(answer.body).toMatchObject({ state: 'signed-in', person: { handle: person.handle } });

    const [row] = await app.database.query<Record<string, unknown>[]>(
      `SELECT first_factor, second_factor_at IS NOT NULL AS given, identity_provider_id IS NOT NULL AS vouched
       FROM web_session WHERE person_id = $1`,
      [person.id],
    );
    expect(row).toEqual({ first_factor: 'single-sign-on', given: true, vouched: true });
  });

  it('reads nothing of groups, roles and addresses that a provider claims', async () => {
    const person = await app.addPerson({ jobRoles: ['engineer'], secondFactor: false });
    const { answer } = await signIn(await linked(person));
    expect(answer.body).toMatchObject({ state: 'signed-in', person: { jobRoles: [{ key: 'engineer' }] } });
    expect(answer.body.abilities).not.toContain('audit.read');
  });

  it('is never linked by an address: an account that nobody linked opens nothing, and its name is not on record', async () => {
    const before = await sso.sessions();
    const subject = randomUUID();
    const { answer } = await signIn(subject, ['mfa']);
    expect([answer.status, answer.body.code]).toEqual([401, 'identity.account_not_linked']);
    expect(await sso.sessions()).toBe(before);
    const trail = await app.database.query<{ body: Buffer }[]>('SELECT body FROM audit_event');
    expect(trail.some(({ body }) => body.toString().includes('account-not-linked'))).toBe(true);
    expect(trail.some(({ body }) => body.toString().includes(subject))).toBe(false);
  });

  it('takes one subject of two issuers for two accounts', async () => {
    const person = await app.addPerson({ secondFactor: false });
    await sso.link(person, honest.issuer, 'known');
    const browser = app.browser();
    const answer = await sso.comeBack(browser, lying.visit(await sso.begin(browser, 'lying')));
    expect([answer.status, answer.body.code]).toEqual([401, 'identity.account_not_linked']);
  });

  it.each(['suspended', 'left'])('lets nobody in who is %s, in the same words', async (status) => {
    const person = await app.addPerson({ secondFactor: false });
    const subject = await linked(person);
    await app.database.query('UPDATE person SET status = $2 WHERE id = $1', [person.id, status]);
    const { answer } = await signIn(subject, ['mfa']);
    expect([answer.status, answer.body.code]).toEqual([401, 'identity.account_not_linked']);
    const refused = (await app.events(person.id)).find(({ type }) => type === 'identity.sign_in_refused');
    expect(refused?.data.reason).toBe('person-not-active');
  });

  it('works for somebody whose password is locked', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const subject = await linked(person);
    for (let n = 0; n < 6; n += 1) {
      await app.browser().post('/session', { handle: person.handle, password: 'something else entirely' });
    }
    const locked = await app.browser().post('/session', { handle: person.handle, password: person.password });
    expect(locked.body.code).toBe('identity.locked_out');
    expect((await signIn(subject)).answer.body.state).toBe('signed-in');
  });

  it('ends the session that the browser had before', async () => {
    const before = await app.addPerson({ secondFactor: false });
    const browser = await app.signedIn(before);
    const person = await app.addPerson({ secondFactor: false });
    const { answer } = await signIn(await linked(person), undefined, browser);
    expect(answer.body).toMatchObject({ person: { handle: person.handle } });
    const [row] = await app.database.query<{ end_reason: string }[]>(
      'SELECT end_reason FROM web_session WHERE person_id = $1',
      [before.id],
    );
    expect(row.end_reason).toBe('signed-in-again');
  });

  describe('a return', () => {
    const refusedAsStray = async (answer: Promise<Answered>): Promise<void> => {
      const { status, body } = await answer;
      expect([status, body.code]).toEqual([401, 'identity.single_sign_on_over']);
    };

    it('I10 is taken once of fifty, over two processes', async () => {
      const person = await app.addPerson({ secondFactor: false });
      honest.next = { subject: await linked(person) };
      const browser = app.browser();
      const back = await honest.visit(await sso.begin(browser, 'honest'));
      const { cookieHeader, csrf } = browser;
      const race = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? app : other)
            .browser()
            .post(
              '/single-sign-on/return',
              { query: back.search.slice(1) },
              { cookie: cookieHeader, 'x-sallyport-csrf': csrf },
            ),
        ),
      );
      expect(race.filter(({ status }) => status === 200)).toHaveLength(1);
      const [{ n }] = await app.database.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM web_session WHERE person_id = $1',
        [person.id],
      );
      expect(n).toBe(1);
    });

    it('to another browser than the one that was sent is refused (login CSRF)', async () => {
      honest.next = { subject: await linked(await app.addPerson({ secondFactor: false })) };
      const back = await honest.visit(await sso.begin(app.browser(), 'honest'));
      await refusedAsStray(sso.comeBack(app.browser(), back));
      const another = app.browser();
      await sso.begin(another, 'honest');
      await refusedAsStray(sso.comeBack(another, back));
    });

    it('after more than ten minutes is refused', async () => {
      honest.next = { subject: await linked(await app.addPerson({ secondFactor: false })) };
      const browser = app.browser();
      const back = await honest.visit(await sso.begin(browser, 'honest'));
      clock.advance(10 * MINUTE);
      await refusedAsStray(sso.comeBack(browser, back));
    });

    it('with a cookie that was never sealed here is refused', async () => {
      const browser = app.browser();
      const back = lying.visit(await sso.begin(browser, 'lying'));
      const forged = browser.cookieHeader.replace(/=(.{10})/, '=AAAAAAAAAA');
      await refusedAsStray(
        app.browser().post('/single-sign-on/return', { query: back.search.slice(1) }, { cookie: forged }),
      );
    });

    it('of somebody who pressed cancel says so', async () => {
      honest.next = undefined;
      const browser = app.browser();
      const answer = await sso.comeBack(browser, await honest.visit(await sso.begin(browser, 'honest')));
      expect([answer.status, answer.body.code]).toEqual([401, 'identity.provider_declined']);
      expect(answer.body.detail).toContain('Provider honest');
    });

    it.each([
      ['nothing', {}],
      ['null', { query: null }],
      ['an array', { query: ['a'] }],
      ['an empty text', { query: '' }],
      ['more than fits an address', { query: 'a'.repeat(9_000) }],
      ['what it does not know', { query: 'code=a', provider: 'honest' }],
    ])('with %s is invalid', async (_, body) => {
      const answer = await app.browser().post('/single-sign-on/return', body);
      expect(answer.status).toBe(422);
    });
  });

  it('keeps no secret of an attempt where somebody can read it', async () => {
    const browser = app.browser();
    const address = new URL(await sso.begin(browser, 'honest'));
    const state = address.searchParams.get('state') ?? '';
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    expect(browser.cookieHeader).not.toContain(state);
    const [cookie] = (await app.browser().post('/single-sign-on', { provider: 'honest' })).cookies;
    expect(cookie).toMatch(
      /^__Host-sallyport-sso=[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });
});
