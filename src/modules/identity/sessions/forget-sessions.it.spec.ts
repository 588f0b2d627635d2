import { DAY, ManualClock, MINUTE, newId, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { ForgetSessionsJob } from './forget-sessions.job';
import { StepUpService } from '../step-up/step-up.service';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('forgetting sessions', () => {
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

  const forget = () => app.get(ForgetSessionsJob).run();
  const count = async (what: string): Promise<number> => {
    const [row] = await app.database.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM ${what}`);
    return row.n;
  };

  it('drops counts when they count no more, and not before', async () => {
    for (let n = 0; n < 5; n += 1) {
      await app.browser().post('/session', { handle: 'ghost', password: 'not the right one' });
    }
    clock.advance(DAY);
    await forget();
    expect(await count('attempt_window')).toBe(1);
    clock.advance(15 * MINUTE);
    await forget();
    expect(await count('attempt_window')).toBe(0);
  });

  it('takes as many transactions as it needs, each of them short', async () => {
    await app.database.query(
      `INSERT INTO attempt_window (bucket, attempts, lockouts, updated_at)
       SELECT 'password:name:' || n, 1, 0, $1 FROM generate_series(1, 12000) AS n`,
      [clock.now()],
    );
    clock.advance(DAY);
    const transactions = jest.spyOn(app.get(UnitOfWork), 'bookkeeping');
    await forget();
    expect(await count('attempt_window')).toBe(0);
    const withThese = transactions.mock.calls.length;
    transactions.mockClear();
    await forget();
    // One for each thing to forget, and two more for these.
    expect(withThese).toBe(transactions.mock.calls.length + 2);
    transactions.mockRestore();
  });

  it('drops returns from identity providers that could come no second time anyway', async () => {
    const save = (n: number, expiresAt: Date) =>
      app.database.query(
        'INSERT INTO used_single_sign_on_return (state_hash, expires_at) VALUES (sha256($1::text::bytea), $2)',
        [String(n), expiresAt],
      );
    await save(1, new Date(clock.now().getTime() - DAY - SECOND));
    await save(2, clock.now());
    await forget();
    expect(await count('used_single_sign_on_return')).toBe(1);
  });

  it('keeps the session and the step-up behind something that was done, without address and browser', async () => {
    const person = await app.addPerson();
    const [used, unused] = [newId(), newId()];
    const browser = await app.signedIn(person);
    const [session] = await app.database.query<[{ id: string }]>(
      'SELECT id FROM web_session WHERE person_id = $1',
      [person.id],
    );
    const tokens: Record<string, string> = {};
    for (const subjectId of [used, unused]) {
      clock.advance(30 * SECOND);
      const binding = { action: 'test.act', subjectId, digest: 'a'.repeat(64) };
      const { body } = await browser.post('/step-ups', { ...binding, code: app.code(person) });
      tokens[subjectId] = body.stepUpToken as string;
    }
    await app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      const holder = { personId: person.id, credential: { kind: 'session', id: session.id } } as const;
      const demand = { action: 'test.act', subjectId: used, digest: 'a'.repeat(64), maxAgeSeconds: 300 };
      await app.get(StepUpService).consume(tx, holder, tokens[used], demand);
      tx.record({ type: 'test.acted', subject: { kind: 'test', id: used } });
    });
    await app.signedIn(await app.addPerson({ secondFactor: false }));

    clock.advance(29 * DAY);
    await forget();
    expect(await count('web_session WHERE address IS NOT NULL')).toBe(2);
    expect(await count('step_up')).toBe(1);
    clock.advance(2 * DAY);
    await forget();
    expect(await app.database.query('SELECT id, address, user_agent FROM web_session')).toEqual([
      { id: session.id, address: null, user_agent: null },
    ]);
    expect(await count(`step_up WHERE subject_id = '${used}'`)).toBe(1);
  });
});
