import { DAY, MINUTE, Redacted, SECOND } from '../../../kernel';
import type { Browser } from '../../../../test/support/browser-session';
import { EnrolmentStage } from '../../../../test/support/enrolment-stage';
import type { Account } from '../../../../test/support/identity-app';
import { SoftAuthenticator } from '../../../../test/peers/soft-authenticator';
import { codeAt } from './totp';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('enrolling second factors', () => {
  let stage: EnrolmentStage;

  beforeAll(async () => {
    stage = await EnrolmentStage.set();
  });
  afterAll(() => stage.clear());
  beforeEach(() => stage.newDay());
  afterEach(() => jest.restoreAllMocks());

  describe('the first one of somebody with a privileged job role', () => {
    it('needs a code from an stage.administrator, and then leads to a full session and ten recovery codes', async () => {
      const person = await stage.newcomer();
      const browser = await stage.half(person);
      expect((await browser.get('/session')).body).toMatchObject({
        state: 'enrolment-required',
        enrolmentAllowed: false,
      });
      expect(await stage.enrol(browser)).toMatchObject({
        status: 403,
        body: { code: 'identity.enrolment_code_needed' },
      });
      expect((await browser.post('/factors/passkeys/options', {})).status).toBe(403);
      expect((await stage.give(browser, await stage.issuedFor(person))).status).toBe(204);
      expect((await browser.get('/session')).body.enrolmentAllowed).toBe(true);
      expect(browser.cookieHeader).not.toContain('sallyport-device');
      const { body } = await stage.enrol(browser);
      expect(body.recoveryCodes).toHaveLength(10);
      expect((await browser.get('/session')).body).toMatchObject({ state: 'signed-in', hold: null });
      // A complete sign-in: no stranger locks them out of this browser.
      expect(browser.cookieHeader).toContain('__Host-sallyport-device=');
      for (let n = 0; n < 5; n += 1)
        await stage.app.browser().post('/session', { handle: person.handle, password: 'not the right one' });
      const { handle, password } = person;
      expect((await stage.app.browser().post('/session', { handle, password })).status).toBe(429);
      expect((await browser.post('/session', { handle, password })).status).toBe(200);
      expect(await stage.typesOf(person.id)).toEqual(
        expect.arrayContaining([
          'identity.enrolment_code_issued',
          'identity.enrolment_code_taken',
          'identity.factor_enrolled',
          'identity.signed_in',
        ]),
      );
    });

    it('may be a passkey', async () => {
      const person = await stage.newcomer();
      const browser = await stage.half(person);
      await stage.give(browser, await stage.issuedFor(person));
      const key = new SoftAuthenticator('https://sallyport.example');
      const { publicKey } = (await browser.post('/factors/passkeys/options', {})).body;
      const passkey = key.create(publicKey as object);
      const added = await browser.post('/factors/passkeys', { name: 'Phone', passkey });
      expect(added).toMatchObject({ status: 201, body: { recoveryCodes: expect.any(Array) as unknown } });
      expect((await browser.get('/factors')).body).toMatchObject({ required: true, hold: null });
    });

    it('waits for a quarter of an hour, in any spelling that reads the same', async () => {
      const person = await stage.newcomer();
      const late = await stage.issuedFor(person);
      const browser = await stage.half(person);
      stage.clock.advance(15 * MINUTE - SECOND);
      const fresh = await stage.half(person);
      stage.clock.advance(SECOND);
      expect((await stage.give(fresh, late)).body.code).toBe('identity.wrong_enrolment_code');
      await stage.signInAdministrator();
      const code = await stage.issuedFor(person);
      expect((await stage.give(browser, code)).status).toBe(401);
      const again = await stage.half(person);
      expect((await stage.give(again, code.toLowerCase().replaceAll('-', ' '))).status).toBe(204);
    });

    it('takes the code of this person only, and the newest', async () => {
      const [person, another] = [await stage.newcomer(), await stage.newcomer()];
      const first = await stage.issuedFor(person);
      const second = await stage.issuedFor(person);
      const foreign = await stage.issuedFor(another);
      const browser = await stage.half(person);
      expect((await stage.give(browser, first)).status).toBe(401);
      expect((await stage.give(browser, foreign)).status).toBe(401);
      expect((await stage.give(browser, second)).status).toBe(204);
      expect((await stage.give(await stage.half(another), second)).status).toBe(401);
    });

    it('I11: five wrong codes lock, also for the right one, and 50 at once are five', async () => {
      const person = await stage.newcomer();
      const code = await stage.issuedFor(person);
      const { token } = await stage.half(person);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? stage.app : stage.other)
            .browser()
            .post(
              '/factors/enrolment-code',
              { enrolmentCode: '0000-0000' },
              { authorization: `Bearer ${token}` },
            ),
        ),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(45);
      expect((await stage.give(await stage.half(person), code)).body.code).toBe('identity.locked_out');
    });

    it('I10: one code in 50 calls at once, over two processes, is accepted once', async () => {
      const person = await stage.newcomer();
      const enrolmentCode = await stage.issuedFor(person);
      const tokens = await stage.halves(person);
      stage.withoutLockout();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? stage.app : stage.other)
            .browser()
            .post(
              '/factors/enrolment-code',
              { enrolmentCode },
              { authorization: `Bearer ${tokens[n % 10]}` },
            ),
        ),
      );
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    });

    it('I10: two confirmed at once, over two processes, are one', async () => {
      const person = await stage.newcomer();
      const browser = await stage.half(person);
      await stage.give(browser, await stage.issuedFor(person));
      const { seed } = (await browser.post('/factors/authenticator', {})).body;
      const code = codeAt(new Redacted(String(seed)), stage.clock.now());
      const authorization = `Bearer ${browser.token}`;
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          (n % 2 === 0 ? stage.app : stage.other)
            .browser()
            .post('/factors/authenticator/confirmation', { code }, { authorization }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('after single sign-on needs no code, and holds privileged use until somebody else lifts it', async () => {
      const person = await stage.newcomer();
      const browser = await stage.half(person);
      await stage.app.database.query(
        `UPDATE web_session SET enrolment_basis = 'single-sign-on' WHERE person_id = $1`,
        [person.id],
      );
      const { seed } = await stage.enrol(browser);
      const account = { ...person, seed };
      await expect(stage.privilegedUse(browser, account)).rejects.toMatchObject({
        code: 'identity.privileged_use_held',
        detail: expect.stringContaining('no administrator vouched') as unknown,
      });
      expect((await stage.listed(person.id)).hold).toMatchObject({ cause: 'first-factor' });
      expect(await stage.app.events(person.id)).toContainEqual(
        expect.objectContaining({ type: 'identity.factor_enrolled', severity: 'alert' }),
      );
      expect((await stage.ask('liftHold', person.id)).status).toBe(204);
      await expect(stage.privilegedUse(browser, account)).resolves.toMatchObject({ factor: 'totp' });
      expect((await stage.ask('liftHold', person.id)).body.code).toBe('identity.no_hold');
    });

    it('is enrolled in the session that gave the code, and in no other of the same person', async () => {
      const person = await stage.newcomer();
      const [mine, thief] = [await stage.half(person), await stage.half(person)];
      await stage.give(mine, await stage.issuedFor(person));
      expect(await stage.enrol(thief)).toMatchObject({ status: 403 });
      expect(await stage.enrol(mine)).toMatchObject({ status: 200 });
      expect((await thief.get('/session')).body.state).toBe('anonymous');
    });
  });

  it('an ordinary person enrols on their own, and privileged use of it is held for a day', async () => {
    const person = await stage.app.addPerson({ jobRoles: ['engineer'], secondFactor: false });
    const browser = await stage.app.signedIn(person);
    const { status, seed } = await stage.enrol(browser);
    expect(status).toBe(200);
    const account = { ...person, seed };
    await expect(stage.privilegedUse(browser, account)).rejects.toMatchObject({
      code: 'identity.privileged_use_held',
    });
    stage.clock.advance(DAY);
    await expect(stage.privilegedUse(await stage.app.signedIn(account), account)).resolves.toBeDefined();
  });

  it.each(['12345', '1234567', '123 456', '１２３４５６', ''])(
    'an authenticator is not confirmed by %j',
    async (code) => {
      const browser = await stage.app.signedIn(await stage.app.addPerson({ secondFactor: false }));
      await browser.post('/factors/authenticator', {});
      expect((await browser.post('/factors/authenticator/confirmation', { code })).status).toBe(422);
    },
  );

  it('an authenticator counts for nothing before its first code, and starts again when that is wrong', async () => {
    const person = await stage.app.addPerson({ secondFactor: false });
    const browser = await stage.app.signedIn(person);
    await browser.post('/factors/authenticator', {});
    const wrong = await browser.post('/factors/authenticator/confirmation', { code: '000000' });
    expect(wrong.body.code).toBe('identity.enrolment_wrong_code');
    expect((await browser.get('/factors')).body.authenticator).toBeNull();
    stage.clock.advance(15 * MINUTE - SECOND);
    await browser.get('/factors');
    stage.clock.advance(SECOND);
    const late = await browser.post('/factors/authenticator/confirmation', { code: '000000' });
    expect(late.body.code).toBe('identity.enrolment_over');
  });

  it('a further one needs an earlier one first, and the code of the old stage.app is worth nothing afterwards', async () => {
    const { browser, account } = await stage.enrolled(await stage.newcomer());
    expect(await stage.enrol(browser)).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication' },
    });
    const { addDigest } = (await browser.get('/factors')).body;
    const header = await stage.stepUp(browser, account, 'add_factor', account.id, String(addDigest));
    const { status, body, seed } = await stage.enrol(browser, header);
    expect({ status, recoveryCodes: body.recoveryCodes }).toEqual({ status: 200, recoveryCodes: null });
    stage.clock.advance(MINUTE);
    const next = await stage.half(account);
    const old = await next.post('/session/second-factor', { code: stage.app.code(account) });
    expect(old.body.code).toBe('identity.wrong_code');
    const fresh = await next.post('/session/second-factor', { code: codeAt(seed!, stage.clock.now()) });
    expect(fresh.status).toBe(200);
  });

  it('the last one of a privileged person is not removed, and an ordinary person’s is', async () => {
    const { browser, account } = await stage.enrolled(await stage.newcomer());
    const remove = async (by: Browser, owner: Account) => {
      const { authenticator } = (await by.get('/factors')).body as {
        authenticator: { removeDigest: string };
      };
      const header = await stage.stepUp(by, owner, 'remove_factor', owner.id, authenticator.removeDigest);
      return by.delete('/factors/authenticator', header);
    };
    expect(await remove(browser, account)).toMatchObject({
      status: 409,
      body: { code: 'identity.last_factor_needed' },
    });
    expect((await browser.delete('/factors/authenticator')).status).toBe(401);
    const engineer = await stage.app.addPerson({ jobRoles: ['engineer'] });
    const theirs = await stage.app.signedIn(engineer);
    expect((await remove(theirs, engineer)).status).toBe(204);
    expect((await theirs.get('/factors')).body).toMatchObject({
      authenticator: null,
      recoveryCodes: { left: 0 },
    });
  });
});
