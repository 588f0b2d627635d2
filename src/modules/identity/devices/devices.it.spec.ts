import { HOUR, ManualClock, MINUTE, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Answered, Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { ProbeController } from '../../../../test/support/probe.controller';
import { EndSessions } from '../sessions/end-sessions';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUriComplete: string;
}

describe('a command line that asks to be let in', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  let person: Account;
  let browser: Browser;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const controllers = [ProbeController];
    app = await IdentityApp.start({ postgres, clock, controllers });
    other = await IdentityApp.start({ postgres, clock, controllers, masterKey: app.masterKey });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(10 * MINUTE);
    person = await app.addPerson({ jobRoles: ['tech-lead'] });
    browser = await app.signedIn(person);
    clock.advance(30 * SECOND);
  });

  const ask = async (changes: object = {}): Promise<Device> => {
    const answer = await app
      .browser()
      .post('/device-authorizations', { clientName: 'lea-laptop', ...changes });
    expect(answer.status).toBe(201);
    return answer.body as unknown as Device;
  };
  const poll = ({ deviceCode }: Device, at = app): Promise<Answered> =>
    at.browser().post('/device-tokens', { deviceCode });
  const decide = (userCode: string, decision: string, headers = {}, by = browser) =>
    by.post(`/device-authorizations/${encodeURIComponent(userCode)}/decision`, { decision }, headers);
  const stepUp = async (userCode: string, changes: object = {}): Promise<Record<string, string>> => {
    const { id, allowDigest } = (await browser.get(`/device-authorizations/${userCode}`)).body;
    const body = {
      action: 'identity.allow-device',
      subjectId: id,
      digest: allowDigest,
      code: app.code(person),
      ...changes,
    };
    const given = await browser.post('/step-ups', body);
    clock.advance(30 * SECOND);
    return { 'sallyport-step-up': String(given.body.stepUpToken) };
  };
  const allow = async ({ userCode }: Device) => decide(userCode, 'allow', await stepUp(userCode));

  it('gets a token for twelve hours once its person allowed it with a second factor', async () => {
    const device = await ask();
    expect(device.verificationUriComplete).toBe(`https://sallyport.example/device?code=${device.userCode}`);
    expect(await poll(device)).toMatchObject({
      status: 409,
      body: { code: 'authorization_pending', retryAfterSeconds: 5 },
    });

    const shown = (await browser.get(`/device-authorizations/${device.userCode}`)).body;
    expect(shown).toMatchObject({
      clientName: 'lea-laptop',
      address: '127.0.0.1',
      sameNetwork: true,
      tokenLastsSeconds: 43_200,
    });
    expect((await allow(device)).status).toBe(204);

    const { status, body } = await poll(device);
    expect({ status, body }).toMatchObject({ status: 201, body: { person: { handle: person.handle } } });
    const bearer = { authorization: `Bearer ${String(body.token)}` };
    expect((await app.browser().get('/probe/read', bearer)).body).toEqual({ seen: person.id });
    expect((await app.browser().get('/api-token', bearer)).body).toMatchObject({
      kind: 'cli',
      name: 'lea-laptop',
    });
    clock.advance(12 * HOUR);
    expect((await app.browser().get('/probe/read', bearer)).body.code).toBe('identity.token_over');
  });

  it.each(['lower', 'spaced', 'joined'])('is found under its code however it is typed: %s', async (way) => {
    const { userCode } = await ask();
    const typed = {
      lower: userCode.toLowerCase(),
      spaced: ` ${userCode.replace('-', ' ')} `,
      joined: userCode.replace('-', ''),
    }[way]!;
    expect((await browser.get(`/device-authorizations/${encodeURIComponent(typed)}`)).status).toBe(200);
  });

  it('is not let in without the factor, nor with one for another command line', async () => {
    const [first, second] = [await ask(), await ask({ clientName: 'somebody else' })];
    expect((await decide(first.userCode, 'allow')).body.code).toBe('insufficient_user_authentication');
    expect((await decide(first.userCode, 'allow', await stepUp(second.userCode))).status).toBe(401);
    expect((await poll(first)).body.code).toBe('authorization_pending');
  });

  it('is turned away without a factor, and hears it', async () => {
    const device = await ask();
    expect((await decide(device.userCode, 'deny')).status).toBe(204);
    expect((await poll(device)).body.code).toBe('access_denied');
    expect((await decide(device.userCode, 'deny')).status).toBe(404);
  });

  it('is asked to slow down when it asks too soon, more each time', async () => {
    const device = await ask();
    expect((await poll(device)).body.code).toBe('authorization_pending');
    clock.advance(4 * SECOND);
    expect(await poll(device)).toMatchObject({
      status: 429,
      body: { code: 'slow_down', retryAfterSeconds: 10 },
      headers: { 'retry-after': '10' },
    });
    clock.advance(9 * SECOND);
    expect((await poll(device)).body).toMatchObject({ code: 'slow_down', retryAfterSeconds: 15 });
    clock.advance(15 * SECOND);
    expect((await poll(device)).body.code).toBe('authorization_pending');
  });

  it('waits for ten minutes, allowed or not', async () => {
    const [waiting, allowed] = [await ask(), await ask()];
    await allow(allowed);
    clock.advance(10 * MINUTE);
    for (const device of [waiting, allowed]) expect((await poll(device)).body.code).toBe('expired_token');
    expect((await browser.get(`/device-authorizations/${waiting.userCode}`)).body.code).toBe(
      'identity.unknown_user_code',
    );
  });

  it('has nothing to fetch under a made-up code', async () => {
    expect((await poll({ deviceCode: 'A'.repeat(43) } as Device)).body.code).toBe('expired_token');
    for (const deviceCode of ['', 'a'.repeat(65), null, 5])
      expect((await app.browser().post('/device-tokens', { deviceCode })).status).toBe(422);
  });

  it('I10: gets one token of 50 calls at once, over two processes', async () => {
    const device = await ask();
    await allow(device);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => poll(device, n % 2 === 0 ? app : other)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'expired_token')).toHaveLength(49);
    const [{ count }] = await app.database.query<{ count: number }[]>(
      'SELECT count(*)::int FROM api_token WHERE person_id = $1',
      [person.id],
    );
    expect(count).toBe(1);
  });

  it('I10: is decided once by whoever of many comes first', async () => {
    const { userCode } = await ask();
    const header = await stepUp(userCode);
    const answers = await Promise.all([
      decide(userCode, 'allow', header),
      ...Array.from({ length: 9 }, () => decide(userCode, 'deny')),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  it('I11: is guessed at five times and then for a quarter of an hour not at all', async () => {
    const { userCode } = await ask();
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () => browser.get('/device-authorizations/BBBB-BBBB')),
    );
    expect(guesses.filter(({ status }) => status === 404)).toHaveLength(5);
    expect((await browser.get(`/device-authorizations/${userCode}`)).body.code).toBe('identity.locked_out');
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.locked_out',
        data: expect.objectContaining({ secret: 'user-code' }) as unknown,
      }),
    );
  });

  it('I11: a code that one started oneself forgives no guess before it', async () => {
    clock.advance(HOUR);
    browser = await app.signedIn(person);
    const { userCode } = await ask();
    const own = () => browser.get(`/device-authorizations/${userCode}`);
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      statuses.push((await browser.get('/device-authorizations/BBBB-BBBB')).status);
      if (n < 4) expect((await own()).status).toBe(200);
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429]);
  });

  it.each(['BCDF', 'AEIO-UUUU', '12345678'])(
    'cannot wait under %s, which costs no attempt',
    async (typed) => {
      for (let n = 0; n < 6; n += 1)
        expect((await browser.get(`/device-authorizations/${typed}`)).body.code).toBe(
          'identity.user_code_malformed',
        );
    },
  );

  it('I16: gets no token that was allowed before its person’s sessions were ended', async () => {
    const device = await ask();
    await allow(device);
    await app
      .get(UnitOfWork)
      .run(systemActor('test'), (tx) => app.get(EndSessions).allOf(tx, person.id, 'credential-changed'));
    expect((await poll(device)).body.code).toBe('expired_token');
  });

  it('I16: gets no token for somebody who has left', async () => {
    const device = await ask();
    await allow(device);
    await app.database.query("UPDATE person SET status = 'left' WHERE id = $1", [person.id]);
    expect((await poll(device)).body.code).toBe('access_denied');
  });

  it('keeps its codes to itself: hashes in the table, nothing in the trail', async () => {
    const device = await ask();
    const rows = await app.database.query<object[]>('SELECT * FROM device_authorization');
    const events = await app.database.query<{ body: Buffer }[]>('SELECT body FROM audit_event');
    const text = JSON.stringify(rows) + events.map(({ body }) => body.toString()).join('\n');
    expect(text).toContain('lea-laptop');
    for (const secret of [device.deviceCode, device.userCode, device.userCode.replace('-', '')])
      expect(text).not.toContain(secret);
  });

  it('is nobody’s to see or decide who is not signed in, and no token’s', async () => {
    const { userCode } = await ask();
    expect((await app.browser().get(`/device-authorizations/${userCode}`)).status).toBe(401);
    expect((await decide(userCode, 'deny', {}, app.browser())).status).toBe(401);
  });

  it('asks sixty times at once from one network, and then more slowly', async () => {
    const body = { clientName: 'flood' };
    const send = () => other.browser().post('/device-authorizations', body);
    const answers = await Promise.all(Array.from({ length: 70 }, send));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(9);
    clock.advance(10 * SECOND);
    expect((await send()).status).toBe(201);
    clock.advance(HOUR);
  });

  it.each([
    ['no name', { clientName: '' }],
    ['a line break in its name', { clientName: 'a\nb' }],
    ['no scope', { scopes: [] }],
    ['a scope that is none', { scopes: ['root'] }],
    ['a person', { personId: 'x' }],
  ])('with %s is refused', async (_, changes) => {
    expect((await app.browser().post('/device-authorizations', { clientName: 'x', ...changes })).status).toBe(
      422,
    );
  });
});
