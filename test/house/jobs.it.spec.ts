import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Job, jobsOf } from '../../src/platform/jobs/job';
import { TestBroker } from '../support/broker';
import { ask, eventually } from '../support/postgres-client';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const modules = resolve(__dirname, '../../src/modules');

type JobClass = abstract new (...args: never[]) => Job;

/** Every class of a `*.job.ts` that says it is a job of the runner. */
function jobClasses(): [name: string, type: JobClass][] {
  return readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.job.ts'))
    .flatMap((path) => {
      const file = join(modules, path);
      const names = [...readFileSync(file, 'utf8').matchAll(/export class (\w+) implements Job\b/g)];
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- which files there are is known at run time only
      const exported = require(file) as Record<string, JobClass>;
      return names.map(([, name]): [string, JobClass] => [name, exported[name]]);
    });
}

describe('the runner of a worker', () => {
  let broker: TestBroker;
  let scheduled: string[];

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'worker' });
    // It runs a moment before it has written down what it runs by the clock, all of it at once.
    const rows = await eventually(
      () =>
        ask<{ identifier: string }>(
          broker.database.url('sallyport'),
          'SELECT identifier FROM graphile_worker._private_known_crontabs',
        ),
      ({ length }) => length > 0,
    );
    scheduled = rows.map(({ identifier }) => identifier);
  });
  afterAll(() => broker.stop());

  it.each(jobClasses())('has %s, as every class of the house that is a job', (_, type) => {
    const { name, schedule } = broker.get(type);
    expect(jobsOf(broker.broker.app).map((job) => job.name)).toContain(name);
    // The others are called by what they are for.
    expect(scheduled.includes(name)).toBe(schedule !== undefined);
  });

  it('has no job that the house does not have, of the seven capabilities that have some', () => {
    const names = jobClasses().map(([, type]) => broker.get(type).name);
    expect(new Set(jobsOf(broker.broker.app).map(({ name }) => name))).toEqual(new Set(names));
    expect(new Set(names.map((name) => name.split('.')[0]))).toEqual(
      new Set(['audit', 'grants', 'identity', 'notifications', 'policy', 'requests', 'slack']),
    );
  });
});
