import { hash } from '@node-rs/argon2';
import { BUDGET, ONE_COMES_BACK, ManualClock, MINUTE, Redacted } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { PasswordHasher } from '../passwords/password-hasher';
import { SetPassword } from '../passwords/set-password';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('signing in', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });
  beforeEach(() => clock.advance(MINUTE));
  afterEach(() => jest.restoreAllMocks());

  const typesOf = async (subjectId: string) => (await app.events(subjectId)).map(({ type }) => type);
  const giveName = (account: Pick<Account, 'handle' | 'password'>) =>
    app.browser().post('/session', { handle: account.handle, password: account.password });
  const storedHash = async ({ id }: Account): Promise<string> => {
    const [row] = await app.database.query<{ hash: string }[]>(
      'SELECT hash FROM password_credential WHERE person_id = $1',
      [id],
    );
    return row.hash;
  };
  const hashesRun = () => jest.spyOn(app.get(PasswordHasher), 'matches');

  it('asks for a longer password of whoever chose one beside a second factor that is gone', async () => {
    const password = 'plum7 orbit2';
    const person = { ...(await app.addPerson()), password };
    await app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      tx.record({ type: 'test.password', subject: { kind: 'test', id: person.id } });
      await app.get(SetPassword).run(tx, person.id, new Redacted(password));
    });
    const stateNow = async () => (await giveName(person)).body.state;
    expect(await stateNow()).toBe('second-factor-required');
    await app.database.query('DELETE FROM totp_factor WHERE person_id = $1', [person.id]);
    expect(await stateNow()).toBe('new-password-required');
    const long = await app.addPerson({ password: 'plum7 orbit2 kelp', secondFactor: false });
    expect((await giveName(long)).body.state).toBe('signed-in');
  });

  it('takes a password, then a code, and is complete only then', async () => {
    const camille = await app.addPerson({ jobRoles: ['cto'] });
    const browser = app.browser();

    const first = await browser.post('/session', { handle: camille.handle, password: camille.password });
    expect(first).toMatchObject({
      status: 200,
      body: { state: 'second-factor-required', person: null, abilities: [] },
    });
    expect((await browser.get('/sessions')).body).toMatchObject({ code: 'identity.second_factor_required' });

    const second = await browser.post('/session/second-factor', { code: app.code(camille) });
    expect(second).toMatchObject({
      status: 200,
      body: {
        state: 'signed-in',
        person: { id: camille.id, handle: camille.handle, jobRoles: [{ key: 'cto', title: 'CTO' }] },
      },
    });
    expect(second.body.abilities).toContain('audit.read');
    expect((await browser.get('/sessions')).status).toBe(200);
    expect(await typesOf(camille.id)).toEqual([
      'identity.password_set',
      'identity.factor_enrolled',
      'identity.first_factor_accepted',
      'identity.signed_in',
    ]);
  });

  it('is complete with the password for an ordinary person who has no second factor', async () => {
    const engineer = await app.addPerson({ jobRoles: ['engineer'], secondFactor: false });
    expect(await giveName(engineer)).toMatchObject({ status: 200, body: { state: 'signed-in' } });
    expect(await typesOf(engineer.id)).toContain('identity.signed_in');
  });

  it.each(['cto', 'tech-lead', 'dpo'])(
    'opens nothing but the enrolment of a factor to a %s without one',
    async (jobRole) => {
      const person = await app.addPerson({ jobRoles: [jobRole], secondFactor: false });
      const browser = app.browser();
      const { handle, password } = person;
      expect(await browser.post('/session', { handle, password })).toMatchObject({
        status: 200,
        body: { state: 'enrolment-required', person: null, abilities: [], enrolmentAllowed: false },
      });
      expect(await browser.get('/sessions')).toMatchObject({
        status: 401,
        body: { code: 'identity.enrolment_required' },
      });
      expect(await typesOf(person.id)).not.toContain('identity.signed_in');
    },
  );

  it('takes the e-mail address as well, in any case and any composition of its letters', async () => {
    const person = await app.addPerson({ secondFactor: false, password: 'cafe\u0301 noir, deux sucres' });
    const typed = { handle: ` ${person.email.toUpperCase()} `, password: 'café noir, deux sucres' };
    expect(await giveName(typed)).toMatchObject({ status: 200, body: { state: 'signed-in' } });
  });

  it('compares every character of the longest password', async () => {
    const password = `${'🗝'.repeat(127)}a`;
    const person = await app.addPerson({ secondFactor: false, password });
    expect((await giveName({ ...person, password: `${'🗝'.repeat(127)}b` })).status).toBe(401);
    expect((await giveName(person)).status).toBe(200);
  });

  describe('refuses in the same words', () => {
    const words = async (account: Pick<Account, 'handle' | 'password'>) => {
      const { status, body, cookies } = await giveName(account);
      const { requestId, ...rest } = body;
      expect(requestId).toEqual(expect.any(String));
      return { status, rest, cookies };
    };

    it('whether the name, the password or the person is at fault', async () => {
      const person = await app.addPerson();
      const suspended = await app.addPerson();
      const without = await app.addPerson();
      await app.database.query("UPDATE person SET status = 'suspended' WHERE id = $1", [suspended.id]);
      await app.database.query('DELETE FROM password_credential WHERE person_id = $1', [without.id]);
      const expected = {
        status: 401,
        rest: expect.objectContaining({ code: 'identity.wrong_credentials' }) as unknown,
        cookies: [],
      };
      const wrong = await words({ ...person, password: 'not the right one' });
      expect(wrong).toEqual(expected);
      expect(await words({ handle: 'nobody-at-all', password: 'not the right one' })).toEqual(wrong);
      expect(await words(suspended)).toEqual(wrong);
      expect(await words(without)).toEqual(wrong);
    });

    it('and records the true reason, without what was typed', async () => {
      const person = await app.addPerson();
      await giveName({ ...person, password: 'typed-secret-4711' });
      await giveName({ handle: 'typed-name-4711', password: 'typed-secret-4711' });
      expect(await app.events(person.id)).toContainEqual(
        expect.objectContaining({ type: 'identity.sign_in_refused', data: { reason: 'wrong-password' } }),
      );
      const [{ trail }] = await app.database.query<[{ trail: string }]>(
        "SELECT string_agg(convert_from(body, 'UTF8'), '') AS trail FROM audit_event",
      );
      expect(trail).toContain('unknown-name');
      expect(trail).not.toMatch(/typed-(secret|name)-4711/);
    });

    it('and in the same time, known or unknown', async () => {
      const times = { known: [] as number[], unknown: [] as number[] };
      const timed = async (kind: keyof typeof times, handle: string) => {
        const start = process.hrtime.bigint();
        await giveName({ handle, password: 'not the right one' });
        times[kind].push(Number(process.hrtime.bigint() - start) / 1e6);
      };
      // The lower quartile: what the machine does beside this only ever adds.
      const typical = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)];
      const ratio = () => typical(times.unknown) / typical(times.known);
      const alike = () => times.known.length >= 24 && ratio() > 0.7 && ratio() < 1.4;
      // On a machine that is busy it takes longer to tell; no number of rounds makes a difference disappear.
      for (let round = 0; round < 120 && !alike(); round += 1) {
        const { handle } = await app.addPerson({ secondFactor: false });
        await timed('known', handle);
        await timed('unknown', `x${handle}`);
      }
      expect(ratio()).toBeGreaterThan(0.7);
      expect(ratio()).toBeLessThan(1.4);
    });
  });

  describe('with what is no name and password', () => {
    const bodies: [string, unknown, number][] = [
      ['no password', { handle: 'camille' }, 422],
      ['null', { handle: 'camille', password: null }, 422],
      ['an array', { handle: 'camille', password: ['a', 'b'] }, 422],
      ['an object', { handle: 'camille', password: { $ne: '' } }, 422],
      ['a number', { handle: 'camille', password: 123_456_789_012 }, 422],
      ['an empty password', { handle: 'camille', password: '' }, 422],
      ['129 characters', { handle: 'camille', password: 'x'.repeat(129) }, 422],
      ['a megabyte less a little', { handle: 'camille', password: 'x'.repeat(1_000_000) }, 422],
      ['more than a megabyte', { handle: 'camille', password: 'x'.repeat(1_100_000) }, 413],
      ['half a character', { handle: 'camille', password: `${'x'.repeat(12)}\uD83D` }, 422],
      ['a name of nothing', { handle: '   ', password: 'correct horse' }, 422],
      ['a zero byte in the name', { handle: 'cam\u0000ille', password: 'correct horse' }, 422],
      ['a newline in the name', { handle: 'cam\nille', password: 'correct horse' }, 422],
      ['a name as a list', { handle: ['camille'], password: 'correct horse' }, 422],
      ['an unknown key', { handle: 'camille', password: 'correct horse', admin: true }, 422],
      ['a poisoned prototype', '{"handle":"camille","password":"correct horse","__proto__":{"a":1}}', 400],
      ['a list', [], 422],
      ['null alone', 'null', 422],
      ['no JSON', '{"handle":', 400],
      ['nothing', undefined, 422],
    ];
    it.each(bodies)('(%s) says so, runs no hash and counts no attempt', async (_, body, status) => {
      const hashes = hashesRun();
      const attempts = jest.spyOn(app.database, 'createQueryRunner');
      const answer = await app.browser().post('/session', body);
      expect(answer.status).toBe(status);
      expect(answer.body.code).toEqual(expect.any(String));
      expect(hashes).not.toHaveBeenCalled();
      expect(attempts).not.toHaveBeenCalled();
    });

    it('takes no form, whatever it says in it', async () => {
      const hashes = hashesRun();
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        const answer = await app
          .browser()
          .send('POST', '/session', '{"handle":"camille","password":"correct horse"}', {
            'content-type': type,
          });
        expect(answer.status).toBe(415);
      }
      expect(hashes).not.toHaveBeenCalled();
    });
  });

  it('makes a weak hash strong while the password is at hand, and leaves a strong one alone', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const weak = await hash(person.password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await app.database.query('UPDATE password_credential SET hash = $2 WHERE person_id = $1', [
      person.id,
      weak,
    ]);
    expect((await giveName({ ...person, password: 'not the right one' })).status).toBe(401);
    expect(await storedHash(person)).toBe(weak);
    expect((await giveName(person)).status).toBe(200);
    const strong = await storedHash(person);
    expect(strong).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await giveName(person)).status).toBe(200);
    expect(await storedHash(person)).toBe(strong);
  });

  it('opens nothing when the password was changed while it was being compared', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const hasher = app.get(PasswordHasher);
    const compare = hasher.matches.bind(hasher);
    jest.spyOn(hasher, 'matches').mockImplementationOnce(async (stored, password) => {
      const same = await compare(stored, password);
      await app.database.query('UPDATE password_credential SET hash = $2 WHERE person_id = $1', [
        person.id,
        await hash('another password'),
      ]);
      return same;
    });
    expect(await giveName(person)).toMatchObject({ status: 401, cookies: [] });
  });

  it('lets a few hash at once and asks the rest to come again, at no cost of an attempt', async () => {
    const countedAttempts = async (): Promise<number> => {
      const [row] = await app.database.query<[{ attempts: number }]>(
        'SELECT coalesce(sum(attempts), 0)::int AS attempts FROM attempt_window',
      );
      return row.attempts;
    };
    const hasher = app.get(PasswordHasher);
    const compare = hasher.matches.bind(hasher);
    let [atOnce, most] = [0, 0];
    jest.spyOn(hasher, 'matches').mockImplementation(async (stored, password) => {
      most = Math.max(most, (atOnce += 1));
      return compare(stored, password).finally(() => (atOnce -= 1));
    });
    // As many as one network may get wrong at once.
    clock.advance(BUDGET * ONE_COMES_BACK);
    const before = await countedAttempts();
    const crowd = await Promise.all(
      Array.from({ length: BUDGET }, (_, n) =>
        giveName({ handle: `crowd-${n}`, password: 'not the right one' }),
      ),
    );
    const busy = crowd.filter(({ status }) => status === 429);
    expect(busy[0]).toMatchObject({ body: { code: 'identity.busy' }, headers: { 'retry-after': '2' } });
    expect(most).toBeLessThanOrEqual(16);
    expect((await countedAttempts()) - before).toBe(BUDGET - busy.length);
    expect((await giveName(await app.addPerson({ secondFactor: false }))).status).toBe(200);
  });

  it('ends the session that the browser had, whosever it was', async () => {
    const first = await app.addPerson({ secondFactor: false });
    const second = await app.addPerson({ secondFactor: false });
    const browser = await app.signedIn(first);
    const token = browser.token;
    expect(
      (await browser.post('/session', { handle: second.handle, password: second.password })).status,
    ).toBe(200);
    expect(browser.token).not.toBe(token);
    const old = app.browser();
    expect((await old.get('/sessions', { authorization: `Bearer ${token}` })).status).toBe(401);
    expect(await typesOf(first.id)).toContain('identity.signed_out');
  });
});
