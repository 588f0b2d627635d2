import type { Client } from 'pg';
import { HOUR, ManualClock } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { PasswordHasher } from '../passwords/password-hasher';
import { LEFT_ALONE_FOR, RESET_LASTS, SendPasswordResetJob } from './send-password-reset.job';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const NEW_PASSWORD = 'seven herons over the harbour';

const textOf = (statement: unknown): string =>
  typeof statement === 'string' ? statement : (statement as { text: string }).text;

describe('a forgotten password', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    // Without a mail server, and not in earnest: messages are kept, for the demonstration and for us to read.
    app = await IdentityApp.start({ postgres, clock, publicUrl: 'http://127.0.0.1:3100' });
    other = await IdentityApp.start({
      postgres,
      clock,
      masterKey: app.masterKey,
      publicUrl: 'http://127.0.0.1:3100',
    });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
    await postgres.stop();
  });
  beforeEach(() => clock.advance(2 * HOUR));
  afterEach(() => jest.restoreAllMocks());

  const ask = (handle: unknown, headers = {}) => app.browser().post('/password-resets', { handle }, headers);
  const mailTo = async ({ email }: Account) =>
    (await app.get(MailOutbox).kept(app.get(UnitOfWork).reader, clock.now(), 100)).filter(
      ({ to }) => to === email,
    );
  /** The token in the newest message, as its job has sent it. */
  const linkFor = async (person: Account): Promise<string> => {
    await ask(person.handle);
    await app.get(SendPasswordResetJob).run({ personId: person.id });
    const [newest] = await mailTo(person);
    return /\/reset\/([\w-]{43})/.exec(newest.text)![1];
  };
  const reset = (token: string, password: unknown = NEW_PASSWORD, at = app) =>
    at.browser().post(`/password-resets/${token}`, { password });
  const signIn = ({ handle }: Account, password: string) =>
    app.browser().post('/session', { handle, password });

  it('is replaced by a link that works once, ends every session, and leaves the second factor to be given', async () => {
    const person = await app.addPerson({ jobRoles: ['cto'] });
    const before = await app.signedIn(person);
    const token = await linkFor(person);
    expect(await app.browser().get(`/password-resets/${token}`)).toMatchObject({
      status: 200,
      body: { handle: person.handle, minimum: 12, history: 5 },
    });
    expect(await reset(token)).toMatchObject({ status: 204, cookies: [] });
    expect((await before.get('/sessions')).status).toBe(401);
    expect((await signIn(person, person.password)).status).toBe(401);
    expect((await signIn(person, NEW_PASSWORD)).body.state).toBe('second-factor-required');
    expect(await reset(token, 'another one, longer than that')).toMatchObject({
      status: 410,
      body: { code: 'identity.link_over' },
    });
    const types = (await app.events(person.id)).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'identity.password_reset_asked',
        'identity.password_reset_sent',
        'identity.password_reset',
        'identity.sessions_ended',
        'identity.account_link_refused',
      ]),
    );
    const [notice] = await mailTo(person);
    expect(notice).toMatchObject({
      kind: 'password-changed',
      subject: 'Your Sallyport password was changed',
    });
  });

  it('I10: of 50 uses of one link at once over two processes, one sets its password', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const token = await linkFor(person);
    for (const process of [app, other]) {
      jest.spyOn(process.get(PasswordHasher), 'inTurn').mockImplementation((work) => work());
    }
    const tries = Array.from({ length: 50 }, (_, n) => `number ${n} of the heron passwords`);
    const answers = await Promise.all(
      tries.map((password, n) => reset(token, password, n % 2 === 0 ? app : other)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status === 410)).toHaveLength(49);
    expect((await signIn(person, tries[statuses.indexOf(204)])).status).toBe(200);
  });

  it('is over after fifteen minutes, to the millisecond', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const token = await linkFor(person);
    clock.advance(RESET_LASTS - 1);
    expect((await app.browser().get(`/password-resets/${token}`)).status).toBe(200);
    clock.advance(1);
    expect((await app.browser().get(`/password-resets/${token}`)).status).toBe(410);
    expect((await reset(token)).status).toBe(410);
    expect((await signIn(person, person.password)).status).toBe(200);
  });

  it('has one link: a newer one takes the place of the one before and of its message', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const first = await linkFor(person);
    clock.advance(LEFT_ALONE_FOR);
    const second = await linkFor(person);
    expect((await reset(first)).status).toBe(410);
    expect((await mailTo(person)).filter(({ kind }) => kind === 'password-reset')).toHaveLength(1);
    expect((await reset(second)).status).toBe(204);
  });

  it('changes nothing for whoever only looks, however often, by GET or HEAD', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const token = await linkFor(person);
    const trail = async () => (await app.database.query<object[]>('SELECT FROM audit_event')).length;
    const before = await trail();
    for (let n = 0; n < 5; n += 1) {
      await app.browser().get(`/password-resets/${token}`);
      await app.browser().send('HEAD', `/password-resets/${token}`);
      // What a scanner does that presses every button it finds.
      await app.browser().post(`/password-resets/${token}`, {});
      await app.browser().send('POST', `/password-resets/${token}`, 'password=x', {
        'content-type': 'application/x-www-form-urlencoded',
      });
    }
    expect(await trail()).toBe(before);
    expect((await reset(token)).status).toBe(204);
  });

  describe('asked for', () => {
    it('answers the same for somebody, nobody, somebody without a password and somebody who has left', async () => {
      const person = await app.addPerson();
      const without = await app.addPerson({ password: null, secondFactor: false });
      const left = await app.addPerson();
      await app.database.query("UPDATE person SET status = 'left' WHERE id = $1", [left.id]);
      for (const name of [person.handle, person.email, 'nobody-at-all', without.handle, left.handle]) {
        expect(await ask(name)).toMatchObject({ status: 202, body: {}, cookies: [] });
      }
      for (const { id } of [without, left]) await app.get(SendPasswordResetJob).run({ personId: id });
      await app.get(SendPasswordResetJob).run({ personId: null });
      expect(await mailTo(without)).toEqual([]);
      expect(await mailTo(left)).toEqual([]);
    });

    it('takes the same road for a name that nobody has: the same statements, the same job', async () => {
      const person = await app.addPerson();
      const statements = async (handle: string): Promise<string[]> => {
        const seen: string[] = [];
        const restore: (() => void)[] = [];
        const make = app.database.createQueryRunner.bind(app.database);
        const spy = jest.spyOn(app.database, 'createQueryRunner').mockImplementation((mode) => {
          const runner = make(mode);
          const connect = runner.connect.bind(runner) as () => Promise<Client>;
          runner.connect = async () => {
            const client = await connect();
            const listener = jest.spyOn(client, 'query');
            restore.push(() => {
              seen.push(...listener.mock.calls.map(([statement]) => textOf(statement)));
              listener.mockRestore();
            });
            return client;
          };
          return runner;
        });
        await ask(handle);
        spy.mockRestore();
        // Each wrapped once more by a later call: the first one has seen all.
        restore.reverse().forEach((undo) => undo());
        return seen;
      };
      const known = await statements(person.handle);
      expect(known.join()).toContain('add_job');
      expect(await statements(`x${person.handle}`)).toEqual(known);
    });

    it('I17 puts neither the name that was typed nor a token into a job or the database', async () => {
      const person = await app.addPerson();
      await ask('typed-name-4711');
      const token = await linkFor(person);
      const tables = ['audit_event', 'outgoing_mail', 'account_link'];
      const texts: string[] = [];
      for (const table of tables) {
        const rows = await app.database.query<Record<string, unknown>[]>(`SELECT * FROM ${table}`);
        for (const value of rows.flatMap((row) => Object.values(row))) {
          texts.push(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value));
        }
      }
      texts.push(JSON.stringify(await app.database.query('SELECT * FROM graphile_worker._private_jobs')));
      expect(texts.join('\n')).toContain(person.id);
      expect(texts.join('\n')).not.toContain(token);
      expect(texts.join('\n')).not.toContain('typed-name-4711');
    });

    it('leads to the configured address, whatever host the request names', async () => {
      const person = await app.addPerson({ secondFactor: false });
      await ask(person.handle, { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' });
      await app.get(SendPasswordResetJob).run({ personId: person.id });
      const [{ text, html }] = await mailTo(person);
      expect(text).toContain('http://127.0.0.1:3100/reset/');
      expect(text + html).not.toContain('evil.example');
    });

    it('fills no mailbox, and leaves a young link good, however often a stranger asks', async () => {
      const person = await app.addPerson({ secondFactor: false });
      const sent = async () =>
        (await app.events(person.id)).filter(({ type }) => type === 'identity.password_reset_sent').length;
      const token = await linkFor(person);
      for (let n = 0; n < 8; n += 1) {
        clock.advance(LEFT_ALONE_FOR / 8 - 1);
        await app.get(SendPasswordResetJob).run({ personId: person.id });
      }
      expect(await sent()).toBe(1);
      expect((await app.browser().get(`/password-resets/${token}`)).status).toBe(200);
      clock.advance(8);
      await app.get(SendPasswordResetJob).run({ personId: person.id });
      expect(await sent()).toBe(2);
    });

    it('is limited for a network, whatever X-Forwarded-For it makes up', async () => {
      const statuses: number[] = [];
      for (let n = 0; n < 62; n += 1) {
        statuses.push((await ask(`somebody-${n}`, { 'x-forwarded-for': `203.0.113.${n}` })).status);
      }
      expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
      clock.advance(2 * HOUR);
    });

    it('is refused for everybody alike where no mail can be sent', async () => {
      const silent = await IdentityApp.start({ postgres, clock, masterKey: app.masterKey });
      const person = await silent.addPerson();
      for (const handle of [person.handle, 'nobody-at-all']) {
        expect(await silent.browser().post('/password-resets', { handle })).toMatchObject({
          status: 503,
          body: { code: 'mail.not_configured' },
        });
      }
      expect((await silent.browser().get('/session')).body.sendsMail).toBe(false);
      await silent.stop();
    });
  });

  describe('takes no', () => {
    it.each([
      ['password at all', {}, 422],
      ['null', { password: null }, 422],
      ['array', { password: ['a', 'b'] }, 422],
      ['object', { password: { $ne: '' } }, 422],
      ['megabyte less a little', { password: 'x'.repeat(1_000_000) }, 422],
      ['more than a megabyte', { password: 'x'.repeat(1_100_000) }, 413],
      ['unknown key', { password: NEW_PASSWORD, personId: 'x' }, 422],
      ['short one', { password: 'x'.repeat(11) }, 422],
      ['common one', { password: 'iloveyou123456789' }, 422],
    ])('%s, and runs no hash', async (_, body, status) => {
      const person = await app.addPerson();
      const token = await linkFor(person);
      const hashes = [
        jest.spyOn(app.get(PasswordHasher), 'matches'),
        jest.spyOn(app.get(PasswordHasher), 'hash'),
      ];
      const answer = await app.browser().post(`/password-resets/${token}`, body);
      expect(answer.status).toBe(status);
      expect(answer.body.code).toEqual(expect.any(String));
      for (const spy of hashes) expect(spy).not.toHaveBeenCalled();
      expect((await reset(token)).status).toBe(204);
    });

    it.each(['', 'x', 'A'.repeat(43), '%00', '..%2f..', 'é'.repeat(40)])('link that is %p', async (token) => {
      const { status } = await reset(token);
      expect([404, 410, 422]).toContain(status);
    });
  });
});
