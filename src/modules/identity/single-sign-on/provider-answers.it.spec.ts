import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BUDGET, ManualClock, MINUTE, newId } from '../../../kernel';
import { type Lie, LyingProvider } from '../../../../test/peers/identity-provider/lying-provider';
import type { Answered } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { CLIENT, SingleSignOn } from '../../../../test/support/single-sign-on';

jest.setTimeout(120_000);

describe('an identity provider that lies or fails', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let lying: LyingProvider;
  let sso: SingleSignOn;
  let person: Account;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
    lying = await LyingProvider.start(CLIENT);
    sso = new SingleSignOn(app);
    await sso.offer({ key: 'lying', issuer: lying.issuer });
    person = await app.addPerson({ secondFactor: false });
    await sso.link(person, lying.issuer, 'known');
  });
  beforeEach(() => {
    // Whoever gets many wrong from one address is turned away for a while; that is another test's matter.
    clock.advance(30 * MINUTE);
    lying.lie = {};
  });
  afterAll(async () => {
    await lying.stop();
    await app.stop();
    await postgres.stop();
  });

  const returnWith = async (lie: Lie, more?: Record<string, string>): Promise<Answered> => {
    lying.lie = lie;
    const browser = app.browser();
    return sso.comeBack(browser, lying.visit(await sso.begin(browser, 'lying'), more));
  };

  it('signs in by a sound token: what follows fails for the reason it names', async () => {
    const { body, cookies } = await returnWith({});
    expect(body).toMatchObject({ state: 'signed-in', person: { handle: person.handle } });
    expect(cookies.join()).toContain('__Host-sallyport-device=');
  });

  it.each<[string, Lie]>([
    ['without a signature (alg none)', { signature: 'none' }],
    ['signed with the public key as a secret (HS256)', { signature: 'HS256' }],
    ['signed with a key that is not published', { signature: 'foreign' }],
    ['with an altered signature', { signature: 'altered' }],
    ['for another client', { claims: { aud: 'another' } }],
    ['for another client too, without naming whom it is for', { claims: { aud: [CLIENT, 'another'] } }],
    ['of another issuer', { claims: { iss: 'https://issuer.example' } }],
    ['of another sign-in (nonce)', { claims: { nonce: 'another' } }],
    ['without a nonce', { without: ['nonce'] }],
    ['that is over', { claims: { exp: 1_000_000_000 } }],
    ['without an end', { without: ['exp'] }],
    ['without a subject', { without: ['sub'] }],
    ['of a sign-in that is too long ago', { claims: { auth_time: 1_000_000_000 } }],
    ['that does not say when the person signed in', { without: ['auth_time'] }],
    ['that is not there', { behaviour: 'no-id-token' }],
  ])('signs nobody in by a token %s', async (_, lie) => {
    const before = await sso.sessions();
    const { status, body } = await returnWith(lie);
    expect([status, body.code]).toEqual([401, 'identity.provider_answer_refused']);
    expect(await sso.sessions()).toBe(before);
  });

  it('signs nobody in by an answer that says it comes from another issuer (RFC 9207)', async () => {
    const { status, body } = await returnWith({}, { iss: 'https://issuer.example' });
    expect([status, body.code]).toEqual([401, 'identity.provider_answer_refused']);
  });

  it.each<[string, Lie]>([
    ['fails', { behaviour: 'fail' }],
    ['shows a page', { behaviour: 'html' }],
    ['sends elsewhere', { behaviour: 'redirect' }],
    ['hangs', { behaviour: 'hang' }],
  ])('is told to be at fault when its token endpoint %s', async (_, lie) => {
    const { status, body } = await returnWith(lie);
    expect([status, body.code]).toEqual([503, 'identity.provider_unreachable']);
    expect(body.detail).toContain('Provider lying');
  });

  it('is told to be at fault when nobody is there', async () => {
    const closed = await LyingProvider.start(CLIENT);
    await closed.stop();
    await sso.offer({ key: 'nobody', issuer: closed.issuer });
    const { status, body } = await app.browser().post('/single-sign-on', { provider: 'nobody' });
    expect([status, body.code]).toEqual([503, 'identity.provider_unreachable']);
  });

  it('is asked once while it is away, and costs the trail no more than wrong sign-ins do', async () => {
    let asked = 0;
    const away = createServer((_, response) => {
      asked += 1;
      response.writeHead(500).end();
    });
    await new Promise<void>((listening) => away.listen(0, '127.0.0.1', listening));
    const id = newId();
    await sso.offer({ id, key: 'away', issuer: `http://127.0.0.1:${(away.address() as AddressInfo).port}` });
    const press = () => app.browser().post('/single-sign-on', { provider: 'away' });
    try {
      const codes: unknown[] = [];
      for (let n = 0; n < BUDGET + 20; n += 1) codes.push((await press()).body.code);
      expect(new Set(codes.slice(0, BUDGET))).toEqual(new Set(['identity.provider_unreachable']));
      expect(new Set(codes.slice(BUDGET))).toEqual(new Set(['identity.too_many_from_here']));
      const failures = (await app.events(id)).filter(({ type }) => type === 'identity.single_sign_on_failed');
      expect(failures).toHaveLength(BUDGET);
      expect(asked).toBe(1);
      clock.advance(30 * MINUTE);
      await press();
      expect(asked).toBe(2);
      // A press that leads to a provider costs nothing.
      for (let n = 0; n < BUDGET + 1; n += 1) await sso.begin(app.browser(), 'lying');
    } finally {
      away.closeAllConnections();
      await new Promise((closed) => away.close(closed));
    }
  });

  it('signs nobody in while its secret is not set here, and the trail says which', async () => {
    const id = newId();
    const clientSecretReference = 'env:SALLYPORT_TEST_UNSET';
    await sso.offer({ id, key: 'secretless', issuer: `${lying.issuer}/`, clientSecretReference });
    const { status, body } = await app.browser().post('/single-sign-on', { provider: 'secretless' });
    expect([status, body.code]).toEqual([401, 'identity.provider_answer_refused']);
    expect((await app.events(id)).at(-1)?.data).toEqual({ kind: 'refused', reason: 'secrets.unresolved' });
  });
});
