import { ManualClock, MINUTE, newId, type Redacted, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { AttemptWindows } from './attempt-window';
import { EnrolTotp } from '../factors/enrol-totp';
import { SecondFactorCheck } from './second-factor-check';
import { WebSessionRepository } from '../sessions/web-session.repository';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('the second factor', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  const clock = new ManualClock();

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
  beforeEach(() => clock.advance(MINUTE));
  afterEach(() => jest.restoreAllMocks());

  const half = async ({ handle, password }: Account, at = app): Promise<Browser> => {
    const browser = at.browser();
    const { body } = await browser.post('/session', { handle, password });
    expect(body.state).toBe('second-factor-required');
    return browser;
  };
  const give = (browser: Browser, code: unknown) => browser.post('/session/second-factor', { code });
  const enrol = (person: Account, seed: Redacted<string>) =>
    app.get(UnitOfWork).run(systemActor('test'), (tx) => app.get(EnrolTotp).run(tx, person.id, seed));
  /** The lockout must not be what keeps the others out of a race. */
  const withoutLockout = () => {
    for (const process of [app, other]) {
      jest.spyOn(process.get(AttemptWindows), 'reserve').mockResolvedValue({ allowed: true });
    }
  };

  it('I10: one code in 50 calls at once, over two processes, is accepted once', async () => {
    const person = await app.addPerson();
    const { token } = await app.signedIn(person);
    clock.advance(30 * SECOND);
    withoutLockout();
    const body = { action: 'test.act', subjectId: person.id, digest: 'a'.repeat(64), code: app.code(person) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? app : other).browser().post('/step-ups', body, { authorization: `Bearer ${token}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body: { code } }) => code === 'identity.code_already_used')).toHaveLength(49);
  });

  it('I10: one code cannot complete two sign-ins at once, over two processes', async () => {
    const person = await app.addPerson();
    const browsers = await Promise.all([
      half(person),
      half(person, other),
      half(person),
      half(person, other),
    ]);
    const code = app.code(person);
    const answers = await Promise.all(browsers.map((browser) => give(browser, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('I10: takes neither the same step again nor an earlier one', async () => {
    const person = await app.addPerson();
    const earlier = app.code(person, -1);
    const present = app.code(person);
    expect((await give(await half(person), present)).status).toBe(200);
    for (const code of [present, earlier]) {
      expect(await give(await half(person), code)).toMatchObject({
        status: 401,
        body: { code: 'identity.code_already_used' },
      });
    }
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.second_factor_refused',
        data: { reason: 'code-already-used' },
      }),
    );
    clock.advance(30 * SECOND);
    expect((await give(await half(person), app.code(person))).status).toBe(200);
  });

  it('takes one past step, and none ahead', async () => {
    const person = await app.addPerson();
    expect((await give(await half(person), app.code(person, 1))).status).toBe(401);
    expect((await give(await half(person), app.code(person, -2))).status).toBe(401);
    expect((await give(await half(person), app.code(person, -1))).status).toBe(200);
  });

  it('keeps used steps used when a new seed is enrolled, and the old seed is worth nothing', async () => {
    const person = await app.addPerson();
    const code = app.code(person);
    expect((await give(await half(person), code)).status).toBe(200);
    await enrol(person, person.seed!);
    expect((await give(await half(person), code)).body.code).toBe('identity.code_already_used');
    clock.advance(30 * SECOND);
    const { seed } = await app.addPerson();
    await enrol(person, seed!);
    expect((await give(await half(person), app.code(person))).body.code).toBe('identity.wrong_code');
    expect((await give(await half(person), app.code({ ...person, seed }))).status).toBe(200);
  });

  it.each([
    ['a space inside', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ['a space behind', (code: string) => `${code} `],
    ['a newline behind', (code: string) => `${code}\n`],
    [
      'full-width digits',
      (code: string) => code.replace(/\d/g, (d) => String.fromCodePoint(d.codePointAt(0)! + 0xfee0)),
    ],
    ['a digit too few', (code: string) => code.slice(1)],
    ['a number', (code: string) => Number(code)],
    ['a list', (code: string) => [code]],
    ['an object', (code: string) => ({ code })],
    ['null', () => null],
    ['a megabyte', (code: string) => code.repeat(150_000)],
  ])('is not looked at with %s, and costs no attempt', async (_, spoil) => {
    const person = await app.addPerson();
    const browser = await half(person);
    const reserve = jest.spyOn(app.get(AttemptWindows), 'reserve');
    expect((await give(browser, spoil(app.code(person)))).status).toBe(422);
    expect(reserve).not.toHaveBeenCalled();
    expect((await give(browser, app.code(person))).status).toBe(200);
  });

  it('turns the token at once: the half session’s is worth nothing afterwards', async () => {
    const person = await app.addPerson();
    const browser = await half(person);
    const before = browser.token;
    await give(browser, app.code(person));
    expect(browser.token).not.toBe(before);
    const thief = await app.browser().get('/session', { authorization: `Bearer ${before}` });
    expect(thief.body.state).toBe('anonymous');
  });

  it('has a quarter of an hour to come, however busy the half session is', async () => {
    const person = await app.addPerson();
    const browser = await half(person);
    clock.advance(14 * MINUTE);
    expect((await browser.get('/session')).body.state).toBe('second-factor-required');
    clock.advance(MINUTE);
    expect((await give(browser, app.code(person))).body.code).toBe('identity.sign_in_required');
  });

  it('is asked for once only, and of nobody who has not given a password', async () => {
    const person = await app.addPerson();
    const browser = await app.signedIn(person);
    clock.advance(30 * SECOND);
    expect((await give(browser, app.code(person))).body.code).toBe('identity.second_factor_not_asked');
    expect((await give(app.browser(), app.code(person))).body.code).toBe('identity.sign_in_required');
  });

  it('is owed from the moment that somebody is enrolled: a session from before is over', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const browser = await app.signedIn(person);
    expect((await browser.get('/sessions')).status).toBe(200);
    const { seed } = await app.addPerson();
    await enrol(person, seed!);
    expect((await browser.get('/sessions')).body.code).toBe('identity.sign_in_required');
    const next = await half(person);
    expect((await next.get('/sessions')).body.code).toBe('identity.second_factor_required');
    expect((await give(next, app.code({ ...person, seed }))).status).toBe(200);
    expect((await next.get('/sessions')).status).toBe(200);
  });

  it('I9: leaves the code unused when what it was for failed', async () => {
    const person = await app.addPerson();
    const browser = await half(person);
    jest.spyOn(app.get(WebSessionRepository), 'promote').mockRejectedValueOnce(new Error('the disk is full'));
    expect((await give(browser, app.code(person))).status).toBe(500);
    expect((await give(browser, app.code(person))).status).toBe(200);
  });

  it('is sealed under the master key: another key, or another person’s row, opens nothing', async () => {
    const [first, second] = [await app.addPerson(), await app.addPerson()];
    const rows = await app.database.query<{ sealed_seed: Buffer }[]>(
      'SELECT sealed_seed FROM totp_factor WHERE person_id = $1',
      [first.id],
    );
    expect(rows[0].sealed_seed.includes(first.seed!.reveal())).toBe(false);
    await app.database.query('UPDATE totp_factor SET sealed_seed = $2 WHERE person_id = $1', [
      second.id,
      rows[0].sealed_seed,
    ]);
    const stranger = await half(second);
    expect((await give(stranger, app.code(first))).status).toBe(500);
    const elsewhere = await IdentityApp.start({ postgres, clock });
    try {
      const caller = { requestId: 'test', address: '127.0.0.1' };
      const check = elsewhere
        .get(SecondFactorCheck)
        .run(caller, { personId: first.id, holderId: newId() }, { kind: 'totp', code: app.code(first) }, () =>
          Promise.resolve(),
        );
      await expect(check).rejects.toMatchObject({ code: 'keys.not_held' });
    } finally {
      await elsewhere.stop();
    }
  });
});
