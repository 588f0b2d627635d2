import { HOUR, ManualClock, MINUTE, Redacted, SECOND } from '../../../kernel';
import { systemActor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { SmtpTransport } from '../../../platform/mail/mail-transport';
import { MailServer } from '../../../../test/peers/mail-server';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { DeliverMailJob } from './deliver-mail.job';
import { MailMetrics } from './mail-metrics';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const FROM = 'Sallyport <sallyport@example.org>';
const CANARY = 'https://sallyport.example/reset/canary-token-4711';

describe('mail that waits', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let server: MailServer;
  let person: Account;
  const clock = new ManualClock();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    server = await MailServer.start();
    const mail = { url: new Redacted(`smtp://127.0.0.1:${server.port}`), from: FROM };
    app = await IdentityApp.start({ postgres, clock, mail });
    person = await app.addPerson();
  });
  afterAll(async () => {
    await app.stop();
    await server.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(3 * HOUR);
    server.mood = 'takes';
    await job().run();
    server.received.splice(0);
    await app.database.query('DELETE FROM outgoing_mail');
  });

  /** Of a worker of its own each time, as after a restart. */
  const job = () => {
    const url = new Redacted(`smtp://127.0.0.1:${server.port}`);
    // Nothing is waited for that will not come; what comes, on a busy machine, is waited for.
    const limit = server.mood === 'hangs' ? 500 : 30_000;
    const transport = new SmtpTransport({ url, from: FROM }, { connects: limit, answers: limit });
    const outbox = app.get(MailOutbox);
    const metrics = new MailMetrics(app.get(UnitOfWork), outbox, clock);
    return new DeliverMailJob(app.get(UnitOfWork), outbox, metrics, transport);
  };
  const post = (subject = 'Hello', lasts = HOUR) =>
    app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      await app.get(MailOutbox).post(tx, {
        kind: 'password-reset',
        personId: person.id,
        to: person.email,
        message: {
          subject,
          greeting: 'Hello,',
          paragraphs: [],
          action: { label: 'Go', url: CANARY },
          afterwards: [],
        },
        notAfter: new Date(tx.now.getTime() + lasts),
      });
      tx.record({ type: 'test.posted', subject: { kind: 'test', id: subject } });
    });
  const rows = () =>
    app.database.query<
      { state: string; attempts: number; sealed_content: Buffer | null; last_failure: string | null }[]
    >('SELECT state, attempts, sealed_content, last_failure FROM outgoing_mail ORDER BY created_at, id');

  it('goes out once, and its content is gone from the database with it (I17)', async () => {
    await post();
    const [{ sealed_content: sealed }] = await rows();
    expect(sealed!.toString('latin1')).not.toContain('canary');
    expect(
      JSON.stringify(await app.database.query('SELECT * FROM graphile_worker._private_jobs')),
    ).not.toContain('canary');
    await job().run();
    await job().run();
    expect(server.received).toHaveLength(1);
    expect(server.received[0].to).toEqual([person.email]);
    expect(await rows()).toMatchObject([{ state: 'delivered', sealed_content: null }]);
  });

  it('is not there when the transaction that tells of it did not happen', async () => {
    const failing = app.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      const message = { subject: 'x', greeting: 'x', paragraphs: [], afterwards: [] };
      await app.get(MailOutbox).post(tx, {
        kind: 'x',
        personId: person.id,
        to: person.email,
        message,
        notAfter: new Date(tx.now.getTime() + HOUR),
      });
      throw new Error('and then something went wrong');
    });
    await expect(failing).rejects.toThrow('went wrong');
    expect(await rows()).toEqual([]);
  });

  it('is sent once by several workers at the same time', async () => {
    for (let n = 0; n < 10; n += 1) await post(`Message ${n}`);
    await Promise.all(Array.from({ length: 5 }, () => job().run()));
    expect(server.received).toHaveLength(10);
    expect(new Set(server.received.map(({ source }) => /^Message-ID: .*$/im.exec(source)![0])).size).toBe(10);
  });

  it.each(['greylists', 'chokes', 'hangs'] as const)(
    'is tried again after a server that %s, later and later',
    async (mood) => {
      await post();
      server.mood = mood;
      await job().run();
      await job().run();
      expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
      clock.advance(30 * SECOND);
      await job().run();
      clock.advance(30 * SECOND);
      server.mood = 'takes';
      await job().run();
      expect(server.received).toHaveLength(0);
      clock.advance(30 * SECOND);
      await job().run();
      expect(server.received).toHaveLength(1);
      expect(await rows()).toMatchObject([{ state: 'delivered', attempts: 3 }]);
    },
  );

  it('is taken up by another worker when the first one died with it in hand', async () => {
    await post();
    await app.get(UnitOfWork).bookkeeping('test', (tx) => app.get(MailOutbox).claim(tx));
    await job().run();
    expect(server.received).toHaveLength(0);
    clock.advance(2 * MINUTE);
    await job().run();
    expect(server.received).toHaveLength(1);
  });

  it('is given up at once when it is refused for good, and does not hold up the next', async () => {
    server.mood = 'refuses';
    await post('First');
    await job().run();
    server.mood = 'takes';
    await post('Second');
    await job().run();
    expect(await rows()).toMatchObject([
      { state: 'abandoned', sealed_content: null, last_failure: 'EENVELOPE 550' },
      { state: 'delivered' },
    ]);
    expect(await app.events(person.id)).toContainEqual(
      expect.objectContaining({
        type: 'notifications.mail_not_delivered',
        data: { kind: 'password-reset', reason: 'EENVELOPE 550' },
      }),
    );
  });

  it('is given up when it is of no use any more, and never sent then', async () => {
    await post('Late', MINUTE);
    clock.advance(MINUTE);
    await job().run();
    expect(server.received).toHaveLength(0);
    expect(await rows()).toMatchObject([{ state: 'abandoned', last_failure: 'stale', sealed_content: null }]);
  });
});
