import { MINUTE } from '../../../kernel';
import { EnrolmentStage } from '../../../../test/support/enrolment-stage';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('a recovery code', () => {
  let stage: EnrolmentStage;

  beforeAll(async () => {
    stage = await EnrolmentStage.set();
  });
  afterAll(() => stage.clear());
  beforeEach(() => stage.newDay());
  afterEach(() => jest.restoreAllMocks());

  it('signs in once, holds privileged use, is an alert, and leaves nine', async () => {
    const { account, codes } = await stage.enrolled(await stage.newcomer());
    const browser = await stage.half(account);
    const [recoveryCode] = codes;
    expect(await browser.post('/session/second-factor', { recoveryCode })).toMatchObject({
      status: 200,
      body: { state: 'signed-in', hold: { cause: 'recovery' } },
    });
    const again = await (await stage.half(account)).post('/session/second-factor', { recoveryCode });
    expect(again.body.code).toBe('identity.wrong_recovery_code');
    expect((await browser.get('/factors')).body.recoveryCodes).toMatchObject({ left: 9 });
    expect(await stage.app.events(account.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.recovery_code_used',
        severity: 'alert',
        data: { left: 9 },
      }),
    );
    await expect(stage.privilegedUse(browser, account)).rejects.toMatchObject({
      code: 'identity.privileged_use_held',
    });
  });

  it('lets its owner add a factor, and confirms nothing else', async () => {
    const { browser, account, codes } = await stage.enrolled(await stage.newcomer());
    const { addDigest } = (await browser.get('/factors')).body;
    const [recoveryCode] = codes;
    const elsewhere = { action: 'requests.approve', subjectId: account.id, digest: 'ab'.repeat(32) };
    expect((await browser.post('/step-ups', { ...elsewhere, recoveryCode })).body.code).toBe(
      'identity.recovery_code_not_enough',
    );
    const adding = { action: 'identity.add_factor', subjectId: account.id, digest: addDigest };
    const { body } = await browser.post('/step-ups', { ...adding, recoveryCode });
    expect(await stage.enrol(browser, { 'sallyport-step-up': String(body.stepUpToken) })).toMatchObject({
      status: 200,
    });
  });

  it('I10: in 50 calls at once, over two processes, is accepted once', async () => {
    const { account, codes } = await stage.enrolled(await stage.newcomer());
    const [recoveryCode] = codes;
    const tokens = await stage.halves(account);
    stage.withoutLockout();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? stage.app : stage.other)
          .browser()
          .post('/session/second-factor', { recoveryCode }, { authorization: `Bearer ${tokens[n % 10]}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('I11: counts in the same five attempts as the codes of the stage.app', async () => {
    const { account, codes } = await stage.enrolled(await stage.newcomer());
    stage.clock.advance(MINUTE);
    const browser = await stage.half(account);
    for (let guess = 0; guess < 2; guess += 1)
      await browser.post('/session/second-factor', { code: '000000' });
    for (let guess = 0; guess < 3; guess += 1) {
      await browser.post('/session/second-factor', { recoveryCode: 'A'.repeat(24) });
    }
    const right = await browser.post('/session/second-factor', { recoveryCode: codes[0] });
    expect(right.body.code).toBe('identity.locked_out');
  });

  it('is void once new ones are made', async () => {
    const { browser, account, codes } = await stage.enrolled(await stage.newcomer());
    const { recoveryCodes } = (await browser.get('/factors')).body as {
      recoveryCodes: { makeDigest: string };
    };
    expect((await browser.post('/factors/recovery-codes', {})).status).toBe(401);
    const { makeDigest } = recoveryCodes;
    const header = await stage.stepUp(browser, account, 'make_recovery_codes', account.id, makeDigest);
    const made = (await browser.post('/factors/recovery-codes', {}, header)).body.codes as string[];
    expect(new Set([...made, ...codes]).size).toBe(20);
    const next = await stage.half(account);
    const old = await next.post('/session/second-factor', { recoveryCode: codes[0] });
    expect(old.body.code).toBe('identity.wrong_recovery_code');
    const fresh = await next.post('/session/second-factor', { recoveryCode: made[9].toLowerCase() });
    expect(fresh.status).toBe(200);
  });

  it('I17: is stored as a hash only, and so is an enrolment code', async () => {
    const person = await stage.newcomer();
    const { codes } = await stage.enrolled(person);
    const code = await stage.issuedFor(await stage.newcomer());
    const rows = await stage.app.database.query<object[]>('SELECT * FROM recovery_code, enrolment_code');
    const trail = await stage.app.database.query<{ body: Buffer }[]>('SELECT body FROM audit_event');
    const everything = JSON.stringify(rows) + trail.map(({ body }) => body.toString()).join('');
    for (const secret of [...codes, code]) expect(everything).not.toContain(secret);
  });
});
