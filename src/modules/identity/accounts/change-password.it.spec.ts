import { DAY, HOUR, ManualClock, MINUTE } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { systemActor } from '../../../platform/database/actor';
import { EndSessions } from '../sessions/end-sessions';
import { EnrolTotp } from '../factors/enrol-totp';
import { PasswordHasher } from '../passwords/password-hasher';
import { RemindOfRenewalJob } from './remind-of-renewal.job';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const TEST = systemActor('test');
const NEW_PASSWORD = 'seven herons over the harbour';
const numbered = (n: number) => `${NEW_PASSWORD}, number ${n}`;

describe('a password', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  const clock = new ManualClock();
  const publicUrl = 'http://127.0.0.1:3100';

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock, publicUrl });
    other = await IdentityApp.start({ postgres, clock, masterKey: app.masterKey, publicUrl });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
    await postgres.stop();
  });
  beforeEach(() => clock.advance(HOUR));
  afterEach(() => jest.restoreAllMocks());

  const change = async (
    browser: Browser,
    person: Account,
    newPassword: unknown,
    presentPassword = person.password,
  ) => {
    const body = { presentPassword, newPassword };
    clock.advance(MINUTE);
    if (!person.seed) return browser.post('/password', body);
    const { digest } = (await browser.get('/password')).body as { digest: string };
    const binding = { action: 'identity.change_password', subjectId: person.id, digest };
    return browser.post('/password', body, await app.stepUp(browser, person, binding));
  };
  const signIn = ({ handle }: Account, password: string, browser = app.browser()) =>
    browser.post('/session', { handle, password });
  const mailTo = async ({ email }: Account) =>
    (await app.get(MailOutbox).kept(app.get(UnitOfWork).reader, clock.now(), 500)).filter(
      ({ to }) => to === email,
    );

  describe('is changed', () => {
    it('with the present one and a second factor; this session goes on, every other one ends', async () => {
      const person = await app.addPerson({ jobRoles: ['cto'] });
      const browser = await app.signedIn(person);
      clock.advance(MINUTE);
      const elsewhere = await app.signedIn(person);
      const before = browser.token;
      const answer = await change(browser, person, NEW_PASSWORD);
      expect(answer).toMatchObject({ status: 200, body: { state: 'signed-in', person: { id: person.id } } });
      expect(browser.token).not.toBe(before);
      expect((await browser.get('/sessions')).body.items).toHaveLength(1);
      expect((await elsewhere.get('/sessions')).status).toBe(401);
      expect((await signIn(person, person.password)).status).toBe(401);
      expect((await signIn(person, NEW_PASSWORD)).status).toBe(200);
      expect((await app.events(person.id)).map(({ type }) => type)).toContain('identity.password_changed');
      expect(await mailTo(person)).toEqual([expect.objectContaining({ kind: 'password-changed' })]);
    });

    it('with the present one alone by whoever has no second factor', async () => {
      const person = await app.addPerson({ secondFactor: false });
      const browser = await app.signedIn(person);
      expect((await change(browser, person, NEW_PASSWORD)).status).toBe(200);
      expect((await browser.get('/sessions')).status).toBe(200);
    });

    it.each([
      [
        'was given a second factor',
        ({ id }: Account) => app.get(UnitOfWork).run(TEST, (tx) => app.get(EnrolTotp).run(tx, id)),
      ],
      [
        'ended every session',
        ({ id }: Account) =>
          app.get(UnitOfWork).run(TEST, (tx) => app.get(EndSessions).allOf(tx, id, 'person-disabled')),
      ],
    ])('never in a session that ended while it was compared, since its person %s', async (_, meanwhile) => {
      const person = await app.addPerson({ jobRoles: ['cto'], secondFactor: false });
      const browser = await app.signedIn(person);
      const hasher = app.get(PasswordHasher);
      const matches = hasher.matches.bind(hasher);
      jest.spyOn(hasher, 'matches').mockImplementationOnce(async (...compared) => {
        await meanwhile(person);
        return matches(...compared);
      });
      const answer = await change(browser, { ...person, seed: undefined }, NEW_PASSWORD);
      expect(answer).toMatchObject({ status: 401, body: { code: 'identity.session_over' } });
      expect((await browser.get('/session')).body.state).toBe('anonymous');
    });

    it('never without the second factor of somebody who has one', async () => {
      const person = await app.addPerson();
      const browser = await app.signedIn(person);
      const answer = await browser.post('/password', {
        presentPassword: person.password,
        newPassword: NEW_PASSWORD,
      });
      expect(answer).toMatchObject({
        status: 401,
        body: { code: 'insufficient_user_authentication', stepUp: { action: 'identity.change_password' } },
      });
      expect((await signIn(person, person.password)).status).toBe(200);
    });

    it('never by a session that owes its second factor, or by nobody', async () => {
      const person = await app.addPerson();
      const half = app.browser();
      await signIn(person, person.password, half);
      const body = { presentPassword: person.password, newPassword: NEW_PASSWORD };
      expect((await half.post('/password', body)).body.code).toBe('identity.second_factor_required');
      expect((await half.get('/password')).body.code).toBe('identity.second_factor_required');
      expect((await app.browser().post('/password', body)).body.code).toBe('identity.sign_in_required');
    });

    it('I11: with five guesses at the present one, as anywhere else, of 50 at once over two processes', async () => {
      const person = await app.addPerson({ secondFactor: false });
      const browser = await app.signedIn(person);
      const twin = other.browser();
      browser.forgetDevice();
      await signIn(person, person.password, twin);
      twin.forgetDevice();
      const spies = [app, other].map((process) => jest.spyOn(process.get(PasswordHasher), 'matches'));
      for (const process of [app, other]) {
        jest.spyOn(process.get(PasswordHasher), 'inTurn').mockImplementation((work) => work());
      }
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 ? browser : twin).post('/password', {
            presentPassword: 'a wrong guess',
            newPassword: NEW_PASSWORD,
          }),
        ),
      );
      expect(spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBe(5);
      const codes = answers.map(({ body }) => body.code);
      expect(codes.filter((code) => code === 'identity.wrong_present_password')).toHaveLength(5);
      expect(codes.filter((code) => code === 'identity.locked_out')).toHaveLength(45);
      // The same five: a stranger at the sign-in page has none left.
      expect((await signIn(person, person.password)).status).toBe(429);
    });

    it('once, of two changes at the same moment', async () => {
      const person = await app.addPerson({ secondFactor: false });
      const [one, two] = [await app.signedIn(person), await app.signedIn(person)];
      const answers = await Promise.all([change(one, person, numbered(1)), change(two, person, numbered(2))]);
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    });
  });

  describe('may not be', () => {
    it('one of the last five, in whatever composition of its letters; the sixth back may', async () => {
      const person = await app.addPerson({ secondFactor: false, password: 'café noir, deux sucres' });
      const browser = await app.signedIn(person);
      let present = person.password;
      for (let n = 1; n <= 4; n += 1) {
        expect((await change(browser, person, numbered(n), present)).status).toBe(200);
        present = numbered(n);
      }
      for (const earlier of ['cafe\u0301 noir, deux sucres', ...[1, 2, 3, 4].map(numbered)]) {
        expect(await change(browser, person, earlier, present)).toMatchObject({
          status: 409,
          body: { code: 'identity.password_used_before' },
        });
      }
      expect((await change(browser, person, numbered(5), present)).status).toBe(200);
      expect((await change(browser, person, person.password, numbered(5))).status).toBe(200);
      const [{ count }] = await app.database.query<[{ count: number }]>(
        'SELECT count(*)::int AS count FROM password_history WHERE person_id = $1',
        [person.id],
      );
      expect(count).toBe(4);
    });

    it.each([
      ['short', 'fourteen chars', 'identity.password_too_short'],
      ['leaked', '123456789987654321', 'identity.password_common'],
      ['a leaked word with a date', 'superman-1987-03-', 'identity.password_common'],
      ['the same again and again', 'passwordpassword', 'identity.password_common'],
      ['a row', 'abcdefghijklmnopq', 'identity.password_common'],
      ['made of the name', 'Clémence.Barthélemy', 'identity.password_about_you'],
    ])('%s', async (_, newPassword, code) => {
      const person = await app.addPerson({ secondFactor: false, name: 'Clémence Barthélemy' });
      const browser = await app.signedIn(person);
      expect((await change(browser, person, newPassword)).body.code).toBe(code);
      const { faults } = (await browser.post('/password/check', { password: newPassword })).body as {
        faults: { code: string; sentence: string }[];
      };
      expect(faults.map((fault) => fault.code)).toContain(code);
      expect((await signIn(person, person.password)).status).toBe(200);
    });

    it.each([
      ['null', null],
      ['an array', ['a']],
      ['an object', { $ne: '' }],
      ['a megabyte less a little', 'x'.repeat(1_000_000)],
    ])('%s, and no hash is run', async (_, newPassword) => {
      const person = await app.addPerson({ secondFactor: false });
      const browser = await app.signedIn(person);
      const hashes = jest.spyOn(app.get(PasswordHasher), 'matches');
      expect((await change(browser, person, newPassword)).status).toBe(422);
      expect((await browser.post('/password', { newPassword: NEW_PASSWORD })).status).toBe(422);
      expect((await browser.post('/password/check', { password: newPassword })).status).toBe(422);
      expect(hashes).not.toHaveBeenCalled();
    });
  });

  describe('past its time', () => {
    const longAgo = (person: Account, days: number) =>
      app.database.query('UPDATE password_credential SET changed_at = $2 WHERE person_id = $1', [
        person.id,
        new Date(clock.now().getTime() - days * DAY),
      ]);

    it('leads to the change of it and nowhere else, after the second factor', async () => {
      const person = await app.addPerson({ jobRoles: ['cto'] });
      await longAgo(person, 180);
      const browser = app.browser();
      expect((await signIn(person, person.password, browser)).body.state).toBe('second-factor-required');
      const second = await browser.post('/session/second-factor', { code: app.code(person) });
      expect(second.body).toMatchObject({ state: 'new-password-required', person: null, abilities: [] });
      expect((await browser.get('/sessions')).body.code).toBe('identity.new_password_required');
      const binding = { action: 'people.unlock', subjectId: person.id, digest: 'a'.repeat(64) };
      expect((await browser.post('/step-ups', { ...binding, code: '123456' })).status).toBe(401);
      expect((await browser.get('/password')).status).toBe(200);
      const body = { presentPassword: person.password, newPassword: NEW_PASSWORD };
      expect(await browser.post('/password', { ...body, newPassword: person.password })).toMatchObject({
        status: 409,
      });
      expect((await browser.post('/password', body)).body.state).toBe('signed-in');
      expect((await browser.get('/sessions')).status).toBe(200);
      expect((await signIn(person, NEW_PASSWORD)).body.state).toBe('second-factor-required');
    });

    it('is one of 180 days, not of a moment less', async () => {
      const person = await app.addPerson({ secondFactor: false });
      await longAgo(person, 180);
      await app.database.query(
        "UPDATE password_credential SET changed_at = changed_at + interval '1 millisecond' WHERE person_id = $1",
        [person.id],
      );
      const answer = await signIn(person, person.password);
      expect(answer.body).toMatchObject({
        state: 'signed-in',
        passwordEndsAt: new Date(clock.now().getTime() + 1).toISOString(),
      });
    });

    it('does not exist where renewal is off', async () => {
      const lenient = await IdentityApp.start({
        postgres,
        clock,
        masterKey: app.masterKey,
        passwords: { invitationHours: 72, maximumAgeDays: null, history: 5 },
      });
      const person = await lenient.addPerson({ secondFactor: false });
      await longAgo(person, 3_000);
      const { handle, password } = person;
      expect((await lenient.browser().post('/session', { handle, password })).body).toMatchObject({
        state: 'signed-in',
        passwordEndsAt: null,
      });
      await lenient.stop();
    });

    it('is announced by e-mail 14, 7 and 1 days before, once each, whoever else looks', async () => {
      const person = await app.addPerson({ secondFactor: false });
      const left = await app.addPerson({ secondFactor: false });
      for (const account of [person, left]) await longAgo(account, 165);
      await app.database.query("UPDATE person SET status = 'left' WHERE id = $1", [left.id]);
      const subjects: string[][] = [];
      for (let day = 0; day < 16; day += 1) {
        await Promise.all([app, other].map((process) => process.get(RemindOfRenewalJob).run()));
        await app.get(RemindOfRenewalJob).run();
        subjects.push((await mailTo(person)).map(({ subject }) => subject));
        clock.advance(DAY);
      }
      const newest = (
        await app.database.query<{ sent: number }[]>(
          "SELECT count(*)::int AS sent FROM outgoing_mail WHERE kind = 'password-renewal' AND person_id = $1",
          [person.id],
        )
      ).at(0);
      expect(newest).toEqual({ sent: 3 });
      expect(subjects[0]).toEqual([]);
      expect(subjects[1]).toEqual(['Your Sallyport password ends in 14 days']);
      expect(subjects.flat()).toContain('Your Sallyport password ends tomorrow');
      expect(await mailTo(left)).toEqual([]);
      expect(
        (await app.events(person.id)).filter(({ type }) => type === 'identity.password_renewal_reminded'),
      ).toHaveLength(3);
    });
  });
});
