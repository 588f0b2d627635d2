import { ManualClock, MINUTE, Redacted } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { EnrolTotp } from '../factors/enrol-totp';
import { ForgetCredentials } from './forget-credentials';
import { SetPassword } from './set-password';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const NEW_PASSWORD = 'a password that nobody knew before';

describe('a new credential', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let person: Account;
  /** Whoever has what the person had: the password, the seed, and a session made with both. */
  let thief: Browser;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(MINUTE);
    person = await app.addPerson();
    thief = await app.signedIn(person);
  });

  const setPassword = (tx: Tx) => app.get(SetPassword).run(tx, person.id, new Redacted(NEW_PASSWORD));
  const enrolTotp = (tx: Tx) => app.get(EnrolTotp).run(tx, person.id);
  const inOne = (work: (tx: Tx) => Promise<unknown>) => app.get(UnitOfWork).run(systemActor('test'), work);
  const mine = async () => (await thief.get('/sessions')).status;
  const rows = (sql: string) => app.database.query<Record<string, unknown>[]>(sql, [person.id]);
  const wrongPassword = () =>
    app.browser().post('/session', { handle: person.handle, password: 'not the password at all' });

  it.each([
    ['password', setPassword],
    ['second factor', enrolTotp],
  ])('I16: a %s ends every session that the old one opened', async (_, change) => {
    expect(await mine()).toBe(200);
    await inOne(change);
    expect(await mine()).toBe(401);
    expect(await rows('SELECT end_reason FROM web_session WHERE person_id = $1')).toEqual([
      { end_reason: 'credential-changed' },
    ]);
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.sessions_ended',
        data: { count: 1, reason: 'credential-changed' },
      }),
    );
  });

  it('I16: ends nothing of anybody else, and nothing at all when the change comes to nothing', async () => {
    const bystander = await app.signedIn(await app.addPerson());
    const half = async (tx: Tx): Promise<void> => {
      await setPassword(tx);
      throw new Error('and then something went wrong');
    };
    await expect(inOne(half)).rejects.toThrow('went wrong');
    expect(await mine()).toBe(200);
    await inOne(setPassword);
    expect((await bystander.get('/sessions')).status).toBe(200);
  });

  it.each([
    ['password', setPassword],
    ['second factor', enrolTotp],
  ])('I10: a %s takes the step-ups that were not used yet', async (_, change) => {
    clock.advance(MINUTE);
    const binding = { action: 'test.act', subjectId: person.id, digest: 'a'.repeat(64) };
    expect((await thief.post('/step-ups', { ...binding, code: app.code(person) })).status).toBe(201);
    await inOne(change);
    expect(await rows('SELECT FROM step_up WHERE person_id = $1')).toEqual([]);
  });

  it('I16: also ends the half session of somebody who had the old password', async () => {
    const half = app.browser();
    await half.post('/session', { handle: person.handle, password: person.password });
    await inOne(setPassword);
    clock.advance(MINUTE);
    const late = await half.post('/session/second-factor', { code: app.code(person) });
    expect(late.status).toBe(401);
  });

  it('I16: a sign-in with the old password that runs beside the change leaves no session', async () => {
    const attempts = Array.from({ length: 4 }, () =>
      app.browser().post('/session', { handle: person.handle, password: person.password }),
    );
    await Promise.all([...attempts, inOne(setPassword)]);
    expect(await rows('SELECT FROM web_session WHERE person_id = $1 AND ended_at IS NULL')).toEqual([]);
  });

  it('starts with all its attempts: guesses at the old one do not count against it', async () => {
    for (let guess = 0; guess < 5; guess += 1) await wrongPassword();
    expect((await wrongPassword()).body.code).toBe('identity.locked_out');
    await inOne(setPassword);
    const owner = app.browser();
    expect((await owner.post('/session', { handle: person.handle, password: NEW_PASSWORD })).status).toBe(
      200,
    );
    for (let guess = 0; guess < 5; guess += 1) await owner.post('/session/second-factor', { code: '000000' });
    await inOne(enrolTotp);
    expect(await rows("SELECT FROM attempt_window WHERE bucket LIKE '%' || $1")).toEqual([]);
  });

  it('is held against no password of somebody who had the name before', async () => {
    await inOne(setPassword);
    await inOne((tx) => app.get(ForgetCredentials).of(tx, person.id));
    expect(await rows('SELECT FROM password_history WHERE person_id = $1')).toEqual([]);
  });

  it('is on record once for a person who is signed in nowhere', async () => {
    await inOne(setPassword);
    await inOne(enrolTotp);
    const ended = (await app.events(person.id)).filter(({ type }) => type === 'identity.sessions_ended');
    expect(ended).toHaveLength(1);
  });
});
