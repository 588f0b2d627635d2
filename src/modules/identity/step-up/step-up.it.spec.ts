import { ManualClock, MINUTE, newId, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { makeToken } from '../../../../test/support/make-token';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { EndSessions } from '../sessions/end-sessions';
import type { StepUpHolder } from './step-up.repository';
import { type StepUpDemand, StepUpService } from './step-up.service';

const SUBJECT = newId();
const DEMAND: StepUpDemand = {
  action: 'requests.approve',
  subjectId: SUBJECT,
  digest: 'ab'.repeat(32),
  maxAgeSeconds: 300,
};

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('a step-up', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let other: IdentityApp;
  const clock = new ManualClock();
  let person: Account;
  let browser: Browser;
  let holder: StepUpHolder;

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
  beforeEach(async () => {
    clock.advance(MINUTE);
    person = await app.addPerson();
    browser = await app.signedIn(person);
    holder = await holderOf(person);
    clock.advance(30 * SECOND);
  });

  const holderOf = async ({ id }: Account) => {
    const [row] = await app.database.query<{ id: string }[]>(
      'SELECT id FROM web_session WHERE person_id = $1 ORDER BY created_at DESC',
      [id],
    );
    return { personId: id, credential: { kind: 'session', id: row.id } } as const;
  };
  const { maxAgeSeconds: _, ...BINDING } = DEMAND;
  const body = (changes: object = {}) => ({ ...BINDING, code: app.code(person), ...changes });
  const prove = async (): Promise<string> => {
    const answer = await browser.post('/step-ups', body());
    expect(answer.status).toBe(201);
    return answer.body.stepUpToken as string;
  };
  const consume = (
    token: string | undefined,
    demand: Partial<StepUpDemand> = {},
    by: StepUpHolder = holder,
    at = app,
  ) =>
    at.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      const used = await at.get(StepUpService).consume(tx, by, token, { ...DEMAND, ...demand });
      tx.record({ type: 'test.acted', subject: { kind: 'test', id: SUBJECT } });
      return used;
    });
  const insufficient = expect.objectContaining({
    kind: 'unauthenticated',
    code: 'insufficient_user_authentication',
    extra: { stepUp: BINDING, maxAgeSeconds: expect.any(Number) as unknown },
  }) as unknown;

  it('is good for exactly the action, thing and digest that it was given for', async () => {
    const at = clock.now();
    const token = await prove();
    expect(await consume(token)).toEqual({
      id: expect.any(String) as unknown,
      factor: 'totp',
      verifiedAt: at,
    });
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({ type: 'identity.step_up', data: { ...BINDING, factor: 'totp' } }),
    );
  });

  it.each([
    [60, 60],
    [600, 300],
  ])('that may be %i seconds old is asked for with an age of %i (RFC 9470)', async (maxAgeSeconds, asked) => {
    await expect(consume(undefined, { maxAgeSeconds })).rejects.toMatchObject({
      extra: { maxAgeSeconds: asked },
    });
  });

  it.each([
    ['another action', { action: 'requests.deny' }],
    ['another thing', { subjectId: newId() }],
    ['another digest', { digest: 'cd'.repeat(32) }],
  ])('is not good for %s, and says what to prove instead', async (_name, changes) => {
    const token = await prove();
    await expect(consume(token, changes)).rejects.toMatchObject({
      code: 'insufficient_user_authentication',
      extra: { stepUp: { ...BINDING, ...changes } },
    });
    await expect(consume(token)).resolves.toBeDefined();
  });

  it('is not good in another session of the same person, nor for another person', async () => {
    const token = await prove();
    clock.advance(30 * SECOND);
    await app.signedIn(person);
    const elsewhere = await holderOf(person);
    expect(elsewhere.credential).not.toEqual(holder.credential);
    await expect(consume(token, {}, elsewhere)).rejects.toEqual(insufficient);
    await expect(consume(token, {}, { ...holder, personId: newId() })).rejects.toEqual(insufficient);
  });

  it('is missing without a token, with a wrong one, and with the session’s own', async () => {
    await prove();
    for (const token of [undefined, '', 'A'.repeat(43), browser.token]) {
      await expect(consume(token)).rejects.toEqual(insufficient);
    }
  });

  it('is fresh for five minutes, or for as long as is asked, whichever is less', async () => {
    const token = await prove();
    clock.advance(30 * SECOND + 1);
    await expect(consume(token, { maxAgeSeconds: 30 })).rejects.toEqual(insufficient);
    clock.advance(5 * MINUTE - 30 * SECOND - 1);
    await expect(consume(token)).resolves.toBeDefined();
    const second = await prove();
    clock.advance(5 * MINUTE + 1);
    await expect(consume(second, { maxAgeSeconds: 86_400 })).rejects.toEqual(insufficient);
  });

  it('I10: is used once of 50 calls at once, over two processes', async () => {
    const token = await prove();
    const uses = await Promise.allSettled(
      Array.from({ length: 50 }, (_used, n) => consume(token, {}, holder, n % 2 === 0 ? app : other)),
    );
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('I9: is unused again when what it was for did not happen', async () => {
    const token = await prove();
    const failing = app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      await app.get(StepUpService).consume(tx, holder, token, DEMAND);
      throw new Error('the target is down');
    });
    await expect(failing).rejects.toThrow('the target is down');
    await expect(consume(token)).resolves.toBeDefined();
  });

  it('is given by a full session with a second factor only', async () => {
    const half = app.browser();
    await half.post('/session', { handle: person.handle, password: person.password });
    expect((await half.post('/step-ups', body())).body.code).toBe('identity.second_factor_required');
    const without = await app.signedIn(await app.addPerson({ secondFactor: false }));
    expect((await without.post('/step-ups', body({ code: '123456' }))).body.code).toBe(
      'identity.second_factor_missing',
    );
    expect((await app.browser().post('/step-ups', body())).body.code).toBe('identity.sign_in_required');
  });

  it('is stored as a hash only', async () => {
    const token = await prove();
    const rows = await app.database.query<object[]>('SELECT * FROM step_up');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each([
    ['no action', { action: undefined }],
    ['an action that is none', { action: 'approve' }],
    ['an action with markup', { action: '<b>.x' }],
    ['a newline behind the action', { action: 'requests.approve\n' }],
    ['a thing that is no id', { subjectId: '1' }],
    ['a short digest', { digest: 'ab' }],
    ['a digest in capitals', { digest: 'AB'.repeat(32) }],
    ['a newline behind the digest', { digest: `${'ab'.repeat(32)}\n` }],
    ['a status', { status: 'approved' }],
    ['no code', { code: undefined }],
  ])('with %s is refused before the code is looked at', async (_name, changes) => {
    expect((await browser.post('/step-ups', body(changes))).status).toBe(422);
    expect((await browser.post('/step-ups', body())).status).toBe(201);
  });

  describe('given in a browser for a program', () => {
    const { action, subjectId, digest } = DEMAND;
    let token: string;
    let program: StepUpHolder;
    const bearer = (of = token) => ({ authorization: `Bearer ${of}`, 'x-sallyport-csrf': '' });

    beforeEach(async () => {
      clock.advance(30 * SECOND);
      const made = await makeToken(app, person, browser);
      token = made.token;
      program = { personId: person.id, credential: { kind: 'api-token', id: made.id, scopes: [] } };
    });

    const ask = async (changes: object = {}) =>
      app.browser().post('/browser-step-ups', { action, subjectId, digest, ...changes }, bearer());
    const asked = async () => {
      const answer = await ask();
      expect(answer.status).toBe(201);
      return {
        id: String(answer.body.id),
        link: new URL(String(answer.body.url)).pathname.split('/').at(-1)!,
      };
    };
    const decide = (link: string, decision: string, stepUp?: string, by = browser) =>
      by.post(
        `/browser-step-ups/${link}/decision`,
        { decision },
        stepUp === undefined ? {} : { 'sallyport-step-up': stepUp },
      );
    const fetchIt = (id: string, at = app, of = token) =>
      at.browser().post(`/browser-step-ups/${id}/step-up`, {}, bearer(of));
    const eventsOf = async (id: string) => (await app.events(id)).map(({ type }) => type);

    it('I2 shows what exactly is asked, and gives the program a step-up for that alone', async () => {
      const { id, link } = await asked();
      const shown = await browser.get(`/browser-step-ups/${link}`);
      expect(shown.body).toMatchObject({ state: 'waiting', action, subjectId, digest, clientName: 'test' });
      expect((await fetchIt(id)).body.code).toBe('authorization_pending');
      expect((await decide(link, 'confirm', await prove())).status).toBe(204);
      const { stepUpToken } = (await fetchIt(id)).body;
      await expect(consume(String(stepUpToken), { action: 'requests.deny' }, program)).rejects.toEqual(
        expect.objectContaining({ code: 'insufficient_user_authentication' }),
      );
      await expect(consume(String(stepUpToken), {}, holder)).rejects.toEqual(insufficient);
      expect(await consume(String(stepUpToken), {}, program)).toMatchObject({ factor: 'totp' });
      expect(await eventsOf(id)).toEqual([
        'identity.browser_step_up_asked',
        'identity.browser_step_up_confirmed',
        'identity.browser_step_up_fetched',
      ]);
      const rows = await app.database.query<object[]>('SELECT * FROM browser_step_up');
      const events = await app.database.query<{ body: Buffer }[]>('SELECT body FROM audit_event');
      expect(JSON.stringify(rows) + events.map((event) => event.body.toString()).join('')).not.toContain(
        link,
      );
    });

    it('I10 is fetched once by fifty who ask at once, over two processes', async () => {
      const { id, link } = await asked();
      await decide(link, 'confirm', await prove());
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => fetchIt(id, n % 2 === 0 ? app : other)),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ body: { code } }) => code === 'expired_token')).toHaveLength(49);
    });

    it('I10 is decided once: of confirming and refusing at once, one counts', async () => {
      const { id, link } = await asked();
      const stepUp = await prove();
      const answers = await Promise.all([decide(link, 'confirm', stepUp), decide(link, 'refuse')]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      const confirmed = answers[0].status === 204;
      expect((await fetchIt(id)).status).toBe(confirmed ? 201 : 403);
      if (!confirmed) await expect(consume(stepUp)).resolves.toBeDefined();
    });

    it('counts its age from the moment of the factor, not of the fetching', async () => {
      const { id, link } = await asked();
      await decide(link, 'confirm', await prove());
      clock.advance(5 * MINUTE + 1);
      const { stepUpToken } = (await fetchIt(id)).body;
      await expect(consume(String(stepUpToken), {}, program)).rejects.toEqual(insufficient);
    });

    it('is not confirmed without a factor, nor with one that was used or given for something else', async () => {
      const { id, link } = await asked();
      const used = await prove();
      await consume(used);
      const proofs: (string | undefined)[] = [undefined, used];
      for (const changes of [{ action: 'requests.deny' }, { digest: 'cd'.repeat(32) }]) {
        clock.advance(30 * SECOND);
        proofs.push(String((await browser.post('/step-ups', body(changes))).body.stepUpToken));
      }
      for (const proof of proofs) {
        const { code } = (await decide(link, 'confirm', proof)).body;
        expect(code).toBe('insufficient_user_authentication');
      }
      expect((await fetchIt(id)).body.code).toBe('authorization_pending');
    });

    it('is neither seen nor decided by anybody else, who is put on record', async () => {
      const { id, link } = await asked();
      const somebody = await app.addPerson();
      const theirs = await app.signedIn(somebody);
      for (const answer of [
        await theirs.get(`/browser-step-ups/${link}`),
        await decide(link, 'refuse', undefined, theirs),
      ])
        expect([answer.status, answer.body.code]).toEqual([404, 'identity.unknown_browser_step_up']);
      expect((await eventsOf(id)).slice(1)).toEqual(['identity.access_refused', 'identity.access_refused']);
      clock.advance(30 * SECOND);
      const second = await makeToken(app, somebody, theirs);
      expect((await fetchIt(id, app, second.token)).status).toBe(404);
      expect((await app.browser().get(`/browser-step-ups/${link}`)).status).toBe(401);
      expect((await app.browser().get(`/browser-step-ups/${link}`, bearer())).body.code).toBe(
        'identity.not_for_tokens',
      );
      expect((await browser.get(`/browser-step-ups/${link}`)).body.state).toBe('waiting');
    });

    it('runs out, is refused without a factor, and is void with the sessions of its person', async () => {
      const late = await asked();
      clock.advance(10 * MINUTE);
      expect((await browser.get(`/browser-step-ups/${late.link}`)).body.state).toBe('over');
      expect((await decide(late.link, 'confirm', await prove())).status).toBe(409);
      expect((await fetchIt(late.id)).body.code).toBe('expired_token');
      const turnedDown = await asked();
      expect((await decide(turnedDown.link, 'refuse')).status).toBe(204);
      expect((await fetchIt(turnedDown.id)).body.code).toBe('access_denied');
      clock.advance(30 * SECOND);
      const { id, link } = await asked();
      await decide(link, 'confirm', await prove());
      await app
        .get(UnitOfWork)
        .run(systemActor('test'), (tx) => app.get(EndSessions).allOf(tx, person.id, 'credential-changed'));
      expect((await fetchIt(id)).status).toBe(401);
      expect(
        await app.database.query('SELECT FROM browser_step_up WHERE id = $1 AND expires_at <= $2', [
          id,
          clock.now(),
        ]),
      ).toHaveLength(1);
    });

    it('lets no link lead to a change of how somebody signs in, nor a program ask without end', async () => {
      for (const other of ['identity.make-token', 'identity.add_factor', 'grants.end-everything'])
        expect((await ask({ action: other })).status).toBe(422);
      expect((await browser.post('/browser-step-ups', { action, subjectId, digest })).body.code).toBe(
        'identity.no_token',
      );
      const many = await Promise.all(Array.from({ length: 12 }, () => ask()));
      expect(many.filter(({ status }) => status === 201)).toHaveLength(10);
    });
  });
});
