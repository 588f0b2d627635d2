import { Redacted } from '../../kernel';
import { eventually } from '../../../test/support/postgres-client';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { makeLogger } from '../telemetry/logger';
import type { Job } from './job';
import { JobRunner } from './job-runner';

/** Real servers on a machine that others use, too. */
jest.setTimeout(120_000);

describe('the job runner', () => {
  let postgres: TestPostgres;
  let runner: JobRunner;
  const ran: string[] = [];
  /** What the next run of the job waits for. */
  let meanwhile: () => Promise<void> = () => Promise.resolve();

  const job: Job = {
    name: 'test.job',
    run: async () => {
      ran.push('began');
      await meanwhile();
      ran.push('done');
    },
  };
  const other: Job = { name: 'test.other', run: () => Promise.resolve(void ran.push('other')) };

  beforeEach(async () => {
    ran.splice(0);
    meanwhile = () => Promise.resolve();
    postgres = await startTestPostgres();
    const url = new Redacted(postgres.url('sallyport', 'sallyport_app'));
    runner = new JobRunner(url, [job, other], makeLogger('silent'));
    await runner.start();
  });
  afterEach(async () => {
    await runner.stop();
    await postgres.stop();
  });

  it('finishes the job in hand before it stops', async () => {
    let finish = (): void => undefined;
    meanwhile = () => new Promise((resolve) => (finish = resolve));
    await runner.runSoon(job);
    await eventually(
      () => Promise.resolve(ran),
      ({ length }) => length === 1,
    );
    const stopping = runner.stop();
    finish();
    await stopping;
    expect(ran).toEqual(['began', 'done']);
  });

  it('lives on and goes on when its database is away at the moment that a job is done', async () => {
    meanwhile = () => postgres.kill9();
    // It may begin, and take the database away, before this has its answer.
    await runner.runSoon(job).catch(() => undefined);
    await eventually(
      () => Promise.resolve(ran),
      (words) => words.includes('done'),
    );
    await postgres.restart();
    await eventually(
      async () => {
        await runner.runSoon(other).catch(() => undefined);
        return ran;
      },
      (words) => words.includes('other'),
      60_000,
    );
  });
});
