import { DAY, HOUR, ManualClock, MINUTE } from '../../../kernel';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('somebody whom a stranger tries to lock out', () => {
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

  const WRONG = 'not the right one';
  const tryAs = ({ handle }: Account, password: string, browser: Browser = app.browser()) =>
    browser.post('/session', { handle, password });
  const lockOut = async (person: Account) => {
    for (let n = 0; n < 5; n += 1) await tryAs(person, WRONG);
    expect((await tryAs(person, person.password)).status).toBe(429);
  };
  /** Signed in once, and out again: what is left is the cookie by which the browser is known. */
  const knownBrowser = async (person: Account): Promise<Browser> => {
    const browser = await app.signedIn(person);
    await browser.delete('/session');
    clock.advance(MINUTE);
    return browser;
  };

  it('signs in all the same where they have signed in before, in every process', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const browser = await knownBrowser(person);
    await lockOut(person);
    expect((await tryAs(person, person.password, browser)).status).toBe(200);
    const elsewhere = other.browser();
    const cookie = browser.cookieHeader
      .split('; ')
      .find((pair) => pair.startsWith('__Host-sallyport-device='))!;
    const body = { handle: person.handle, password: person.password };
    expect((await elsewhere.post('/session', body, { cookie })).status).toBe(200);
  });

  it('gets a cookie that scripts cannot read and other hosts cannot set, once everything was given', async () => {
    const person = await app.addPerson();
    const browser = app.browser();
    const first = await tryAs(person, person.password, browser);
    expect(first.cookies.join()).not.toContain('device');
    const second = await browser.post('/session/second-factor', { code: app.code(person) });
    const cookie = second.cookies.find((text) => text.startsWith('__Host-sallyport-device='))!;
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Domain');
  });

  it('I11: has five attempts on that device and no more, and a stranger still none', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const browser = await knownBrowser(person);
    await lockOut(person);
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await tryAs(person, WRONG, browser)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await tryAs(person, person.password)).status).toBe(429);
  });

  it('I11: of 50 at once with one device’s cookie over two processes, five are compared', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const cookie = (await knownBrowser(person)).cookieHeader;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 ? app : other)
          .browser()
          .post('/session', { handle: person.handle, password: WRONG }, { cookie }),
      ),
    );
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'identity.wrong_credentials').length).toBeLessThanOrEqual(5);
    expect(codes.filter((code) => code === 'identity.locked_out').length).toBeGreaterThan(0);
  });

  it('is not helped by a cookie that is somebody else’s, changed, or of an older password', async () => {
    const person = await app.addPerson({ secondFactor: false });
    const stranger = await app.addPerson({ secondFactor: false });
    const own = (await knownBrowser(person)).cookieHeader;
    const foreign = (await knownBrowser(stranger)).cookieHeader;
    const [name, value] = own.split('=');
    const [id, , since, signature] = value.split('.');
    const later = (Number.parseInt(since, 36) + HOUR).toString(36);
    const forged = [
      foreign,
      foreign.replace(stranger.id, person.id),
      `${name}=${[id, person.id, later, signature].join('.')}`,
      `${name}=${[id.replace(/^./, 'A'), person.id, since, signature].join('.')}`,
      `${name}=${[id, person.id, since, 'A'.repeat(43)].join('.')}`,
      `${name}=`,
      `${name}=${'x'.repeat(4_000)}`,
    ];
    await lockOut(person);
    const body = { handle: person.handle, password: person.password };
    for (const cookie of forged.filter((text) => text !== own)) {
      expect([cookie, (await app.browser().post('/session', body, { cookie })).status]).toEqual([
        cookie,
        429,
      ]);
    }
    await app.database.query('UPDATE password_credential SET changed_at = $2 WHERE person_id = $1', [
      person.id,
      clock.now(),
    ]);
    expect((await app.browser().post('/session', body, { cookie: own })).status).toBe(429);
  });

  it('is unlocked by an administrator with a second factor, on every device, and on record', async () => {
    const cto = await app.addPerson({ jobRoles: ['cto'] });
    const admin = await app.signedIn(cto);
    const person = await app.addPerson({ secondFactor: false });
    await lockOut(person);
    clock.advance(MINUTE);
    const account = (await admin.get(`/people/${person.id}/account`)).body as {
      lockedUntil: string;
      digests: { unlock: string };
    };
    expect(Date.parse(account.lockedUntil)).toBeGreaterThan(clock.now().getTime());
    expect((await admin.post(`/people/${person.id}/unlock`, {})).body.code).toBe(
      'insufficient_user_authentication',
    );
    expect((await tryAs(person, person.password)).status).toBe(429);
    const binding = { action: 'people.unlock', subjectId: person.id, digest: account.digests.unlock };
    const headers = await app.stepUp(admin, cto, binding);
    expect((await admin.post(`/people/${person.id}/unlock`, {}, headers)).status).toBe(204);
    expect((await tryAs(person, person.password)).status).toBe(200);
    expect((await admin.get(`/people/${person.id}/account`)).body.lockedUntil).toBeNull();
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'identity.unlocked',
        actor: expect.objectContaining({ id: cto.id }) as unknown,
      }),
    );
  });

  it('is not unlocked by an administrator for themselves', async () => {
    const cto = await app.addPerson({ jobRoles: ['cto'] });
    const answer = await (await app.signedIn(cto)).post(`/people/${cto.id}/unlock`, {});
    expect([answer.status, answer.body.code]).toEqual([403, 'identity.not_for_yourself']);
  });

  it('is unlocked by nobody whose job role does not include it', async () => {
    const engineer = await app.addPerson({ jobRoles: ['engineer'], secondFactor: false });
    const person = await app.addPerson({ secondFactor: false });
    const browser = await app.signedIn(engineer);
    for (const path of [`/people/${person.id}/unlock`, `/people/${person.id}/invitation`]) {
      expect((await browser.post(path, {})).status).toBe(403);
    }
    expect((await browser.get(`/people/${person.id}/account`)).status).toBe(403);
  });
});
