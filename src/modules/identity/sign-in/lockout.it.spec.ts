import fc from 'fast-check';
import { addSeconds, DAY, HOUR, ManualClock, MINUTE, SECOND } from '../../../kernel';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { AttemptWindows, type Reservation } from './attempt-window';
import { ATTEMPTS_BEFORE_LOCKOUT, LOCKOUT_SECONDS, QUIET_PERIOD } from '../domain/lockout';
import { PasswordHasher } from '../passwords/password-hasher';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('lockout', () => {
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
  beforeEach(() => clock.advance(2 * DAY));
  afterEach(() => jest.restoreAllMocks());

  const giveName = (handle: string, password: string, at = app) =>
    at.browser().post('/session', { handle, password });
  const WRONG = 'not the right one';
  const fail = async (handle: string, times: number) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) statuses.push((await giveName(handle, WRONG)).status);
    return statuses;
  };
  const right = async ({ handle, password }: Account) => (await giveName(handle, password)).status;

  it('comes after five wrong passwords, says how long, and ends by itself', async () => {
    const person = await app.addPerson();
    expect(await fail(person.handle, 6)).toEqual([401, 401, 401, 401, 401, 429]);
    const locked = await giveName(person.handle, person.password);
    expect(locked).toMatchObject({
      status: 429,
      body: {
        code: 'identity.locked_out',
        detail: 'Too many wrong attempts. Try again in 15 minutes.',
        retryAfterSeconds: 900,
      },
      headers: { 'retry-after': '900' },
    });
    clock.advance(15 * MINUTE - 1);
    expect(await right(person)).toBe(429);
    clock.advance(1);
    expect(await right(person)).toBe(200);
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.locked_out',
        severity: 'notice',
        data: expect.objectContaining({ secret: 'password', inARow: 1 }) as unknown,
      }),
    );
  });

  it('lets the fifth attempt in when it is right', async () => {
    const person = await app.addPerson();
    await fail(person.handle, 4);
    expect(await right(person)).toBe(200);
    expect(await fail(person.handle, 5)).toEqual([401, 401, 401, 401, 401]);
  });

  it('doubles up to a day, never more, and a right password starts it anew', async () => {
    const person = await app.addPerson();
    const waits: unknown[] = [];
    for (let round = 0; round < 9; round += 1) {
      await fail(person.handle, 5);
      const { body } = await giveName(person.handle, WRONG);
      waits.push(body.retryAfterSeconds);
      clock.advance(Number(body.retryAfterSeconds) * SECOND);
    }
    expect(waits.map((seconds) => Number(seconds) / 60)).toEqual([
      15, 30, 60, 120, 240, 480, 960, 1440, 1440,
    ]);
    expect(await right(person)).toBe(200);
    await fail(person.handle, 5);
    expect((await giveName(person.handle, WRONG)).body.retryAfterSeconds).toBe(900);
    const severities = (await app.events(person.id))
      .filter(({ type }) => type === 'identity.locked_out')
      .map(({ severity }) => severity);
    expect(severities.slice(0, 3)).toEqual(['notice', 'alert', 'alert']);
  });

  it('forgets after a quiet day', async () => {
    const person = await app.addPerson();
    await fail(person.handle, 4);
    clock.advance(DAY);
    expect(await fail(person.handle, 5)).toEqual([401, 401, 401, 401, 401]);
    clock.advance(15 * MINUTE + DAY);
    await fail(person.handle, 5);
    expect((await giveName(person.handle, WRONG)).body.retryAfterSeconds).toBe(900);
  });

  it('counts every spelling of a name and the e-mail address together (CVE-2025-6004)', async () => {
    const { handle, email } = await app.addPerson();
    const fullWidth = handle.replace(/[a-z]/g, (letter) =>
      String.fromCodePoint(letter.codePointAt(0)! + 0xfee0),
    );
    for (const spelling of [handle, handle.toUpperCase(), ` ${handle}`, email, fullWidth]) {
      expect((await giveName(spelling, WRONG)).status).toBe(401);
    }
    expect((await giveName(handle, WRONG)).status).toBe(429);
  });

  it('treats a name that nobody has like one that somebody has, in all its spellings', async () => {
    for (const spelling of ['ghost', 'GHOST', ' ghost ', 'ｇｈｏｓｔ', 'Ghost']) {
      expect((await giveName(spelling, WRONG)).status).toBe(401);
    }
    expect((await giveName('ghost', WRONG)).body).toMatchObject({
      code: 'identity.locked_out',
      retryAfterSeconds: 900,
    });
    expect((await giveName('ghost2', WRONG)).status).toBe(401);
  });

  it('of the password leaves the second factor alone, and the other way round', async () => {
    const person = await app.addPerson();
    const browser = app.browser();
    await browser.post('/session', { handle: person.handle, password: person.password });
    await fail(person.handle, 6);
    expect((await browser.post('/session/second-factor', { code: app.code(person) })).status).toBe(200);

    const second = await app.addPerson();
    const half = app.browser();
    await half.post('/session', { handle: second.handle, password: second.password });
    for (let n = 0; n < 5; n += 1) await half.post('/session/second-factor', { code: '000000' });
    expect((await half.post('/session/second-factor', { code: app.code(second) })).body).toMatchObject({
      code: 'identity.locked_out',
    });
    expect(await right(second)).toBe(200);
    expect(await app.events(second.id)).toContainEqual(
      expect.objectContaining({ type: 'identity.locked_out', severity: 'alert' }),
    );
  });

  it('runs no hash while it holds', async () => {
    const { handle } = await app.addPerson();
    await fail(handle, 5);
    const hashes = jest.spyOn(app.get(PasswordHasher), 'matches');
    await fail(handle, 3);
    expect(hashes).not.toHaveBeenCalled();
  });

  it('I11: of 50 passwords tried at once over two processes, five are compared', async () => {
    const person = await app.addPerson();
    const spies = [app, other].map((process) => jest.spyOn(process.get(PasswordHasher), 'matches'));
    // Every slot of both hashers taken again and again, so that attempts do not queue up behind each other.
    for (const process of [app, other]) {
      jest.spyOn(process.get(PasswordHasher), 'inTurn').mockImplementation((work) => work());
    }
    const tries = Array.from({ length: 50 }, (_, n) =>
      giveName(person.handle, WRONG, n % 2 === 0 ? app : other),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBe(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(45);
    expect((await giveName(person.handle, person.password)).status).toBe(429);
  });

  it('I11: of 50 codes tried at once over two processes and both ways in, five are looked at', async () => {
    const person = await app.addPerson();
    const signedIn = await app.signedIn(person);
    const half = other.browser();
    await half.post('/session', { handle: person.handle, password: person.password });
    clock.advance(MINUTE);
    const binding = { action: 'test.act', subjectId: person.id, digest: 'a'.repeat(64) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        n % 2 === 0
          ? signedIn.post('/step-ups', { ...binding, code: '000000' })
          : half.post('/session/second-factor', { code: '000000' }),
      ),
    );
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'identity.wrong_code')).toHaveLength(5);
    expect(codes.filter((code) => code === 'identity.locked_out')).toHaveLength(45);
  });

  it('counts as its rules say, whatever comes when', async () => {
    const windows = app.get(AttemptWindows);
    const uow = app.get(UnitOfWork);
    const wait = fc.oneof(
      fc.constantFrom(0, SECOND, 15 * MINUTE, 15 * MINUTE - 1, HOUR, DAY, DAY - 1, QUIET_PERIOD + 1),
      fc.integer({ min: 0, max: 2 * DAY }),
    );
    const step = fc.record({ wait, success: fc.boolean() });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const bucket = `model:${(run += 1)}`;
        const model = new ModelWindow();
        for (const { wait: pause, success } of steps) {
          clock.advance(pause);
          const now = clock.now();
          const reservation = await windows.reserve(bucket);
          expect(reservation).toEqual(model.reserve(now));
          if (!reservation.allowed || !success) continue;
          await uow.bookkeeping('test', (tx) => windows.clear(tx, bucket));
          model.clear();
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** The rules of domain/lockout.ts once more, in another way than the statement has them. */
class ModelWindow {
  private attempts = 0;
  private lockouts = 0;
  private lockedUntil?: Date;
  private last?: Date;

  reserve(now: Date): Reservation {
    if (this.lockedUntil && this.lockedUntil > now) return { allowed: false, until: this.lockedUntil };
    const quietSince = this.lockedUntil ?? this.last;
    if (this.lockedUntil) this.attempts = 0;
    if (quietSince && now.getTime() - quietSince.getTime() >= QUIET_PERIOD) this.clear();
    this.lockedUntil = undefined;
    this.last = now;
    this.attempts += 1;
    if (this.attempts < ATTEMPTS_BEFORE_LOCKOUT) return { allowed: true };
    this.lockouts += 1;
    const seconds = LOCKOUT_SECONDS[Math.min(this.lockouts, LOCKOUT_SECONDS.length) - 1];
    this.lockedUntil = addSeconds(now, seconds);
    return { allowed: true, lockout: { until: this.lockedUntil, inARow: this.lockouts } };
  }

  clear(): void {
    this.attempts = 0;
    this.lockouts = 0;
    this.lockedUntil = undefined;
    this.last = undefined;
  }
}
