import { HOUR, ManualClock, MINUTE } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { EndSessions } from '../sessions/end-sessions';
import { PrivilegeHoldRepository } from '../factors/privilege-hold.repository';
import { PasswordHasher } from '../passwords/password-hasher';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const PASSWORD = 'seven herons over the harbour';

describe('an invitation', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  let cto: Account;
  let admin: Browser;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const publicUrl = 'http://127.0.0.1:3100';
    app = await IdentityApp.start({ postgres, clock, publicUrl });
    other = await IdentityApp.start({ postgres, clock, masterKey: app.masterKey, publicUrl });
    cto = await app.addPerson({ jobRoles: ['cto'], name: 'Camille Petit' });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(HOUR);
    admin = await app.signedIn(cto);
    clock.advance(MINUTE);
  });
  afterEach(() => jest.restoreAllMocks());

  const newcomer = (jobRoles: string[] = ['engineer']) =>
    app.addPerson({ password: null, secondFactor: false, jobRoles });
  const accountOf = async ({ id }: Account) => (await admin.get(`/people/${id}/account`)).body;
  const invite = async (person: Account, delivery: 'mail' | 'hand-over' = 'hand-over') => {
    const { digests } = (await accountOf(person)) as { digests: Record<string, string> };
    const digest = delivery === 'mail' ? digests.mail : digests.handOver;
    const binding = { action: 'people.invite', subjectId: person.id, digest };
    clock.advance(MINUTE);
    const headers = await app.stepUp(admin, cto, binding);
    return admin.post(`/people/${person.id}/invitation`, { delivery }, headers);
  };
  const tokenIn = (url: unknown) => /\/invitation\/([\w-]{43})/.exec(String(url))![1];
  const accept = (token: string, password: unknown = PASSWORD, at = app) =>
    at.browser().post(`/invitations/${token}`, { password });

  it('lets somebody choose a password and be signed in, once', async () => {
    const person = await newcomer();
    const { status, body } = await invite(person);
    expect(status).toBe(201);
    expect(body.url).toMatch(/^http:\/\/127\.0\.0\.1:3100\/invitation\/[\w-]{43}$/);
    const token = tokenIn(body.url);
    expect((await accountOf(person)).state).toBe('invited');
    expect(await app.browser().get(`/invitations/${token}`)).toMatchObject({
      status: 200,
      body: { handle: person.handle, needsSecondFactor: false, minimum: 15 },
    });
    const browser = app.browser();
    const accepted = await browser.post(`/invitations/${token}`, { password: PASSWORD });
    expect(accepted).toMatchObject({ status: 200, body: { state: 'signed-in', person: { id: person.id } } });
    expect((await browser.get('/sessions')).status).toBe(200);
    expect((await accept(token)).status).toBe(410);
    expect((await accountOf(person)).state).toBe('password');
    expect((await app.events(person.id)).map(({ type }) => type)).toEqual([
      'identity.invited',
      'identity.invitation_accepted',
      'identity.signed_in',
      'identity.account_link_refused',
    ]);
  });

  it('leads a job role that works with a second factor to nothing but that', async () => {
    const person = await newcomer(['tech-lead']);
    const token = tokenIn((await invite(person)).body.url);
    expect((await app.browser().get(`/invitations/${token}`)).body.needsSecondFactor).toBe(true);
    const browser = app.browser();
    const accepted = await browser.post(`/invitations/${token}`, { password: PASSWORD });
    expect(accepted.status).toBe(200);
    expect(accepted.body.state).not.toBe('signed-in');
    expect((await browser.get('/sessions')).status).toBe(401);
  });

  it('goes by e-mail with the link in it, and the answer does not show it', async () => {
    const person = await newcomer();
    const { body } = await invite(person, 'mail');
    expect(body.url).toBeNull();
    const kept = await app.get(MailOutbox).kept(app.get(UnitOfWork).reader, clock.now(), 100);
    const mail = kept.find(({ to }) => to === person.email)!;
    expect(mail.text).toContain('Camille Petit has invited you');
    expect((await accept(tokenIn(mail.text))).status).toBe(200);
  });

  it('is made by nobody whose privileged use is held: they could redeem it themselves', async () => {
    const person = await newcomer();
    const until = new Date(clock.now().getTime() + HOUR);
    await app
      .get(UnitOfWork)
      .bookkeeping('test: a hold', (tx) =>
        app.get(PrivilegeHoldRepository).begin(tx, cto.id, { cause: 'recovery' }, until),
      );
    expect((await invite(person)).body.code).toBe('identity.privileged_use_held');
    expect((await accountOf(person)).state).toBe('nothing');
    clock.advance(HOUR);
    admin = await app.signedIn(cto);
    expect((await invite(person)).status).toBe(201);
  });

  it('I16: opens nothing once its person was suspended or has left, whoever brings them back', async () => {
    const person = await newcomer();
    const token = tokenIn((await invite(person)).body.url);
    await app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      await app.get(EndSessions).allOf(tx, person.id, 'person-disabled');
      tx.record({ type: 'test.suspended', subject: { kind: 'test', id: person.id } });
    });
    expect((await accept(token)).status).toBe(410);
    expect((await accountOf(person)).state).toBe('nothing');
  });

  it('takes the place of an earlier one', async () => {
    const person = await newcomer();
    const first = tokenIn((await invite(person)).body.url);
    const second = tokenIn((await invite(person)).body.url);
    expect((await accept(first)).status).toBe(410);
    expect((await accept(second)).status).toBe(200);
  });

  it('is over after 72 hours', async () => {
    const person = await newcomer();
    const { body } = await invite(person);
    clock.advance(72 * HOUR - 1);
    expect((await app.browser().get(`/invitations/${tokenIn(body.url)}`)).status).toBe(200);
    clock.advance(1);
    expect((await accept(tokenIn(body.url))).status).toBe(410);
    admin = await app.signedIn(cto);
    expect((await accountOf(person)).state).toBe('nothing');
  });

  it('I16: is worth nothing for somebody who has left since', async () => {
    const person = await newcomer();
    const token = tokenIn((await invite(person)).body.url);
    await app.database.query("UPDATE person SET status = 'left' WHERE id = $1", [person.id]);
    expect((await accept(token)).status).toBe(410);
  });

  it('I10: of 50 acceptances at once over two processes, one chooses the password', async () => {
    const person = await newcomer();
    const token = tokenIn((await invite(person)).body.url);
    for (const process of [app, other]) {
      jest.spyOn(process.get(PasswordHasher), 'inTurn').mockImplementation((work) => work());
    }
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        accept(token, `number ${n} of the heron passwords`, n % 2 ? app : other),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(49);
    const sessions = await app.database.query<object[]>('SELECT FROM web_session WHERE person_id = $1', [
      person.id,
    ]);
    expect(sessions).toHaveLength(1);
  });

  describe('is refused', () => {
    it('without a fresh second factor over exactly this person and this way', async () => {
      const [person, another] = [await newcomer(), await newcomer()];
      const { digests } = (await accountOf(person)) as { digests: Record<string, string> };
      const binding = { action: 'people.invite', subjectId: person.id, digest: digests.mail };
      const bare = await admin.post(`/people/${person.id}/invitation`, { delivery: 'mail' });
      expect(bare).toMatchObject({
        status: 401,
        body: { code: 'insufficient_user_authentication', stepUp: binding },
      });
      clock.advance(MINUTE);
      const headers = await app.stepUp(admin, cto, binding);
      for (const [id, delivery] of [
        [another.id, 'mail'],
        [person.id, 'hand-over'],
      ]) {
        expect((await admin.post(`/people/${id}/invitation`, { delivery }, headers)).status).toBe(401);
      }
      expect((await accountOf(person)).state).toBe('nothing');
    });

    it('to whoever is not the CTO, and on record', async () => {
      const person = await newcomer();
      const lead = await app.addPerson({ jobRoles: ['tech-lead'] });
      const answer = await (
        await app.signedIn(lead)
      ).post(`/people/${person.id}/invitation`, { delivery: 'mail' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'identity.not_allowed' } });
      expect(await app.events('people.invite')).toContainEqual(
        expect.objectContaining({
          type: 'identity.access_refused',
          actor: expect.objectContaining({ id: lead.id }) as unknown,
        }),
      );
    });

    it('for somebody who has a password, who is not active, or whom nobody knows', async () => {
      expect((await invite(await app.addPerson())).body.code).toBe('identity.has_password');
      const suspended = await newcomer();
      await app.database.query("UPDATE person SET status = 'suspended' WHERE id = $1", [suspended.id]);
      expect((await invite(suspended)).body.code).toBe('identity.person_not_active');
      const unknown = 'a0000000-0000-7000-8000-00000000dead';
      expect((await admin.get(`/people/${unknown}/account`)).status).toBe(404);
      expect((await admin.post(`/people/${unknown}/invitation`, { delivery: 'mail' })).status).toBe(404);
    });

    it.each([[{}], [{ delivery: 'fax' }], [{ delivery: 'mail', email: 'x@evil.example' }], [null], [[]]])(
      'with %j',
      async (body) => {
        expect((await admin.post(`/people/${cto.id}/invitation`, body)).status).toBe(422);
      },
    );
  });
});
