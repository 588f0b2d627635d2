import { BUDGET, ONE_COMES_BACK, ManualClock, MINUTE } from '../../../kernel';
import { IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { AddressLimit } from './address-limit';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

/** Where an injected request comes from. */
const HERE = '127.0.0.1';

describe('sign-ins from one network', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  const clock = new ManualClock();
  let names = 0;

  beforeEach(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
  });
  afterEach(async () => {
    await app.stop();
    await postgres.stop();
  });

  /** A name that nobody has, another each time. */
  const guess = () =>
    app.browser().post('/session', { handle: `nobody-${(names += 1)}`, password: 'not the right one' });
  const guesses = (count: number) => Promise.all(Array.from({ length: count }, guess));
  const codes = (answers: readonly { body: Readonly<Record<string, unknown>> }[]) =>
    answers.map(({ body }) => body.code);
  const told = async () =>
    (await app.events(HERE)).filter(({ type }) => type === 'identity.sign_ins_turned_away');
  const rows = async (table: string) =>
    Number((await app.database.query<{ count: string }[]>(`SELECT count(*) FROM ${table}`))[0].count);
  /** A few at a time, so that none of them finds the hasher busy, which costs nothing. */
  const useUp = async (left = BUDGET) => {
    for (; left > 0; left -= 10)
      for (const { body } of await guesses(Math.min(left, 10)))
        expect(body.code).toBe('identity.wrong_credentials');
  };

  it('write no more than the budget into the trail and the attempt windows, whatever names they try', async () => {
    await useUp();
    const before = [await rows('attempt_window'), await rows('audit_event')];
    const answers = await guesses(200);
    expect(new Set(codes(answers))).toEqual(new Set(['identity.too_many_from_here']));
    expect(answers[0]).toMatchObject({
      status: 429,
      headers: { 'retry-after': String(ONE_COMES_BACK / 1_000) },
    });
    expect([await rows('attempt_window'), await rows('audit_event')]).toEqual([before[0], before[1] + 1]);
    expect(await told()).toEqual([
      expect.objectContaining({ severity: 'alert', data: expect.objectContaining({ count: 1 }) as unknown }),
    ]);
  });

  it('are told of once a minute, with how many there were', async () => {
    await useUp();
    await guesses(31);
    clock.advance(1);
    const limit = app.get(AddressLimit);
    await limit.beforeApplicationShutdown();
    expect((await told()).map(({ data }) => data.count)).toEqual([1, 30]);
    await limit.beforeApplicationShutdown();
    expect(await told()).toHaveLength(2);
  });

  it('go on by and by', async () => {
    await useUp();
    expect((await guess()).status).toBe(429);
    clock.advance(ONE_COMES_BACK);
    expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
    clock.advance(MINUTE * 60);
    expect((await guess()).status).toBe(401);
  });

  it('cost nothing when they are right', async () => {
    const person = await app.addPerson();
    await useUp(BUDGET - 1);
    for (let n = 0; n < 3; n += 1) {
      clock.advance(1);
      await expect(app.signedIn({ ...person, seed: undefined })).resolves.toBeDefined();
    }
  });

  it('are counted whichever secret they get wrong', async () => {
    const person = await app.addPerson();
    const half = app.browser();
    await half.post('/session', { handle: person.handle, password: person.password });
    for (let n = 0; n < BUDGET; n += 1) await half.post('/session/second-factor', { code: '000000' });
    expect((await half.post('/session/second-factor', { code: '000000' })).body.code).toBe(
      'identity.too_many_from_here',
    );
  });
});
