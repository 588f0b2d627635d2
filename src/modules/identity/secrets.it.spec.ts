import { ManualClock, MINUTE, SECOND } from '../../kernel';
import { makeLogger } from '../../platform/telemetry/logger';
import { IdentityApp } from '../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { WebSessionRepository } from './sessions/web-session.repository';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('what is secret in signing in', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  const clock = new ManualClock();
  const written: string[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const logger = makeLogger('debug', { write: (line: string) => void written.push(line) });
    app = await IdentityApp.start({ postgres, clock, logger });
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });
  afterEach(() => jest.restoreAllMocks());

  /** Every row of every table, binary columns as the text that might be in them. */
  const wholeDatabase = async (): Promise<string> => {
    const tables = await app.database.query<{ name: string }[]>(
      "SELECT format('%I', table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await app.database
        .query<Record<string, unknown>[]>(`SELECT * FROM ${name}`)
        .catch(() => []);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        texts.push(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value));
      }
    }
    return texts.join('\n');
  };

  it('I17: is in no log line, no row, no event and no refusal', async () => {
    const person = await app.addPerson({ jobRoles: ['cto'] });
    const wrong = 'a-wrong-password-of-somebody';
    const refusals = [
      await app.browser().post('/session', { handle: person.handle, password: wrong }),
      await app.browser().post('/session', { handle: wrong, password: wrong }),
      await app.browser().post('/session', { handle: person.handle, password: { wrong } }),
      await app.browser().post('/session', `{"handle":"${wrong}`),
    ];
    const browser = app.browser();
    await browser.post('/session', { handle: person.handle, password: person.password });
    const { token: half } = browser;
    await browser.post('/session/second-factor', { code: app.code(person) });
    const codes = [app.code(person)];
    clock.advance(30 * SECOND);
    codes.push(app.code(person));
    const binding = { action: 'test.act', subjectId: person.id, digest: 'a'.repeat(64) };
    const { token: before } = browser;
    const { body } = await browser.post('/step-ups', { ...binding, code: app.code(person) });
    // A failure that is ours is logged with its cause: the statement's parameters must not come along.
    const failing = app.browser();
    jest
      .spyOn(app.get(WebSessionRepository), 'open')
      .mockImplementation((tx, session) =>
        tx.query('SELECT $1::bytea / 0', [session.tokenHash]).then(() => ''),
      );
    refusals.push(await failing.post('/session', { handle: person.handle, password: person.password }));
    expect(refusals.map(({ status }) => status)).toEqual([401, 401, 422, 400, 500]);
    await browser.get('/session', { authorization: `Bearer ${browser.token}` });

    const log = written.join('');
    expect(log).toContain('A request failed for a reason that is ours.');
    const places = { log, database: await wholeDatabase(), refusals: JSON.stringify(refusals) };
    const secrets = {
      password: person.password,
      wrong,
      seed: person.seed!.reveal(),
      half,
      before,
      token: browser.token,
      csrf: browser.csrf,
      stepUp: body.stepUpToken as string,
    };
    for (const [where, text] of Object.entries(places)) {
      for (const [what, secret] of Object.entries(secrets)) {
        expect([where, what, text.includes(secret)]).toEqual([where, what, false]);
      }
      if (where !== 'database') continue;
      // Six digits after a point are a moment's microseconds.
      for (const code of codes) expect(text).not.toMatch(new RegExp(`(?<!\\.)\\b${code}\\b`));
    }
    expect(places.database).toContain(person.handle);
    clock.advance(MINUTE);
  });
});
