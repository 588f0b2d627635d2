import { ManualClock, MINUTE, newId, SECOND } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Browser } from '../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
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
});
