import { ManualClock, MINUTE, newId } from '../../../kernel';
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
    const { body } = await returnWith({});
    expect(body).toMatchObject({ state: 'signed-in', person: { handle: person.handle } });
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

  it('signs nobody in while its secret is not set here, and the trail says which', async () => {
    const id = newId();
    const clientSecretReference = 'env:SALLYPORT_TEST_UNSET';
    await sso.offer({ id, key: 'secretless', issuer: `${lying.issuer}/`, clientSecretReference });
    const { status, body } = await app.browser().post('/single-sign-on', { provider: 'secretless' });
    expect([status, body.code]).toEqual([401, 'identity.provider_answer_refused']);
    expect((await app.events(id)).at(-1)?.data).toEqual({ kind: 'refused', reason: 'secrets.unresolved' });
  });
});
