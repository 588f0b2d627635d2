import { Client } from 'pg';

import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { Redacted } from '../../kernel';
import { ExclusiveLocks } from './exclusively';

describe('work that no two processes may do at once', () => {
  jest.setTimeout(60_000);
  let server: TestPostgres;
  const made: ExclusiveLocks[] = [];
  /** Each has connections of its own, as each process has. */
  const aProcess = (): ExclusiveLocks => {
    const locks = new ExclusiveLocks(new Redacted(server.url()));
    made.push(locks);
    return locks;
  };
  beforeAll(async () => {
    server = await startTestPostgres({ template: 'bare' });
  });
  afterAll(async () => {
    await Promise.all(made.map((locks) => locks.onApplicationShutdown()));
    await server.stop();
  });
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((done) => setTimeout(done, milliseconds));

  it('is done one after another for one key, and at once for two', async () => {
    const [one, other] = [aProcess(), aProcess()];
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(10);
      inside -= 1;
    };
    const onKey = (key: string) => [one, other, one, other].map((locks) => locks.exclusively(key, work));
    await Promise.all(onKey('same'));
    expect(most).toBe(1);
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    // Neither ends before the other has begun.
    const first = one.exclusively('a', () => arrived);
    await other.exclusively('b', async () => {
      arrive();
      await first;
    });
  });

  it('lets the next one in after a failure, which it passes on', async () => {
    const locks = aProcess();
    await expect(locks.exclusively('k', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await aProcess().exclusively('k', () => Promise.resolve('in'))).toBe('in');
  });

  it('tells whoever works that the lock is lost, and the next one has it', async () => {
    const locks = aProcess();
    const admin = new Client({ connectionString: server.url() });
    await admin.connect();
    const told = locks.exclusively('lost', async (held) => {
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()`,
      );
      while (!held.aborted) await pause(5);
      return String(held.reason);
    });

    expect(await told).toContain('The lock was lost');
    expect(await aProcess().exclusively('lost', () => Promise.resolve('in'))).toBe('in');
    await admin.end();
  });
});
