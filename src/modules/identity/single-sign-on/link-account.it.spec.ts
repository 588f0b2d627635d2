import { randomUUID } from 'node:crypto';
import { HOUR, ManualClock, MINUTE } from '../../../kernel';
import { LyingProvider } from '../../../../test/peers/identity-provider/lying-provider';
import type { Answered, Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { CLIENT, SingleSignOn } from '../../../../test/support/single-sign-on';

jest.setTimeout(60_000);

describe('an account at an identity provider', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let provider: LyingProvider;
  let sso: SingleSignOn;
  let cto: Account;
  let admin: Browser;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
    provider = await LyingProvider.start(CLIENT);
    sso = new SingleSignOn(app);
    await sso.offer({ key: 'honest', issuer: provider.issuer });
    cto = await app.addPerson({ jobRoles: ['cto'] });
  });
  beforeEach(async () => {
    clock.advance(HOUR);
    admin = await app.signedIn(cto);
  });
  afterAll(async () => {
    await provider.stop();
    await app.stop();
    await postgres.stop();
  });

  async function invite(person: Account): Promise<string> {
    const { digests } = (await admin.get(`/people/${person.id}/account`)).body as {
      digests: { handOver: string };
    };
    clock.advance(MINUTE);
    const binding = { action: 'people.invite', subjectId: person.id, digest: digests.handOver };
    const headers = await app.stepUp(admin, cto, binding);
    const { status, body } = await admin.post(
      `/people/${person.id}/invitation`,
      { delivery: 'hand-over' },
      headers,
    );
    expect(status).toBe(201);
    return /\/invitation\/([\w-]{43})/.exec(body.url as string)![1];
  }

  /** As the person who is `subject` at the provider. */
  async function redeem(invitation: string, subject: string, browser = app.browser()): Promise<Answered> {
    provider.lie = { claims: { sub: subject, amr: ['pwd'] } };
    const { body } = await browser.post('/single-sign-on', { provider: 'honest', invitation });
    return sso.comeBack(browser, provider.visit(body.address as string));
  }
  async function signIn(subject: string): Promise<Answered> {
    provider.lie = { claims: { sub: subject, amr: ['pwd'] } };
    const browser = app.browser();
    return sso.comeBack(browser, provider.visit(await sso.begin(browser, 'honest')));
  }
  const newcomer = () => app.addPerson({ password: null, secondFactor: false, jobRoles: ['engineer'] });

  it('is linked by redeeming an invitation with it, and opens the person’s from then on', async () => {
    const person = await newcomer();
    const subject = randomUUID();
    expect((await signIn(subject)).body.code).toBe('identity.account_not_linked');

    const redeemed = await redeem(await invite(person), subject);
    expect(redeemed.body).toMatchObject({ state: 'signed-in', person: { handle: person.handle } });
    expect((await signIn(subject)).body).toMatchObject({ person: { handle: person.handle } });
    const types = (await app.events(person.id)).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'identity.invitation_accepted',
        'identity.account_linked',
        'identity.signed_in',
      ]),
    );
  });

  it('can be linked to somebody who has a password, and leaves it as it is', async () => {
    const person = await app.addPerson({ jobRoles: ['engineer'], secondFactor: false });
    const subject = randomUUID();
    const invitation = await invite(person);
    expect((await app.browser().get(`/invitations/${invitation}`)).body.hasPassword).toBe(true);
    const byPassword = await app
      .browser()
      .post(`/invitations/${invitation}`, { password: 'nine grey geese flying' });
    expect(byPassword.body.code).toBe('identity.has_password');

    expect((await redeem(invitation, subject)).body.state).toBe('signed-in');
    expect((await app.signedIn(person)).cookieHeader).not.toBe('');
  });

  it('is linked to somebody with a second factor only where they are signed in with it, whoever holds the invitation', async () => {
    const person = await app.addPerson({ jobRoles: ['tech-lead'] });
    const [thief, own] = [randomUUID(), randomUUID()];
    const invitation = await invite(person);

    const refused = await redeem(invitation, thief);
    expect([refused.status, refused.body.code]).toEqual([409, 'identity.sign_in_to_link']);
    const halfWay = app.browser();
    await halfWay.post('/session', { handle: person.handle, password: person.password });
    expect((await redeem(invitation, thief, halfWay)).body.code).toBe('identity.sign_in_to_link');
    expect((await redeem(invitation, thief, admin)).body.code).toBe('identity.sign_in_to_link');
    expect((await signIn(thief)).body.code).toBe('identity.account_not_linked');
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({ type: 'identity.account_linking_refused', severity: 'alert' }),
    );

    clock.advance(MINUTE);
    expect((await redeem(invitation, own, await app.signedIn(person))).status).toBe(200);
    expect((await signIn(own)).body.state).toBe('second-factor-required');
  });

  it('I18 opens nothing privileged by a factor given elsewhere where the invitation was handed over: somebody has to vouch', async () => {
    const person = await app.addPerson({ password: null, secondFactor: false, jobRoles: ['dpo'] });
    const subject = randomUUID();
    const withBoth = { sub: subject, amr: ['mfa'] };
    const browser = app.browser();
    const { body } = await browser.post('/single-sign-on', {
      provider: 'honest',
      invitation: await invite(person),
    });
    provider.lie = { claims: withBoth };
    const redeemed = await sso.comeBack(browser, provider.visit(body.address as string));
    expect(redeemed.body).toMatchObject({ state: 'enrolment-required', enrolmentAllowed: false });

    const signedIn = async () => {
      const again = app.browser();
      provider.lie = { claims: withBoth };
      return (await sso.comeBack(again, provider.visit(await sso.begin(again, 'honest')))).body.state;
    };
    expect(await signedIn()).toBe('enrolment-required');
    await app.database.query(`UPDATE account_link SET delivery = 'mail' WHERE person_id = $1`, [person.id]);
    expect(await signedIn()).toBe('signed-in');
  });

  it('is never linked by an invitation that was used, is over or never was', async () => {
    const [one, another] = [await newcomer(), await newcomer()];
    const used = await invite(one);
    await redeem(used, randomUUID());
    const over = await invite(another);
    clock.advance(73 * HOUR);
    for (const invitation of [used, over, 'A'.repeat(43)]) {
      const subject = randomUUID();
      expect((await redeem(invitation, subject)).body.code).toBe('identity.link_over');
      expect((await signIn(subject)).body.code).toBe('identity.account_not_linked');
    }
  });

  it('belongs to one person: a second invitation is refused, and stays good for another account', async () => {
    const [one, another] = [await newcomer(), await newcomer()];
    const subject = randomUUID();
    await redeem(await invite(one), subject);
    const invitation = await invite(another);
    const refused = await redeem(invitation, subject);
    expect([refused.status, refused.body.code]).toEqual([409, 'identity.already_linked']);
    expect((await signIn(subject)).body).toMatchObject({ person: { handle: one.handle } });
    expect((await redeem(invitation, randomUUID())).body).toMatchObject({
      person: { handle: another.handle },
    });
  });

  it('I10 redeems an invitation once, however many come back at once', async () => {
    const person = await newcomer();
    const invitation = await invite(person);
    const back = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const browser = app.browser();
        const { body } = await browser.post('/single-sign-on', { provider: 'honest', invitation });
        return { browser, address: body.address as string };
      }),
    );
    const answers: Answered[] = [];
    provider.lie = { claims: { sub: randomUUID() } };
    await Promise.all(
      back.map(async ({ browser, address }) => {
        answers.push(await sso.comeBack(browser, provider.visit(address)));
      }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const [{ n }] = await app.database.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM linked_identity WHERE person_id = $1',
      [person.id],
    );
    expect(n).toBe(1);
  });
});
