import { DAY } from '../../../kernel';
import { ShiftedClock, TestBroker } from '../../../../test/support/broker';
import { ask, eventually } from '../../../../test/support/postgres-client';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

/** More than the nine months for which events are kept, whatever the months. */
const LONG_AGO = 320 * DAY;

describe('a broker that has run for long', () => {
  let broker: TestBroker;
  const clock = new ShiftedClock();

  beforeAll(async () => {
    // Its first start, with all that it recorded then, lies far back.
    clock.advance(-LONG_AGO);
    broker = await TestBroker.start({ clock });
    clock.advance(LONG_AGO);
  });
  afterAll(() => broker.stop());

  const database = () => broker.database.url('sallyport');
  const types = async (): Promise<string[]> =>
    (await ask<{ type: string }>(database(), 'SELECT DISTINCT type FROM audit_event')).map(
      ({ type }) => type,
    );
  const oldest = async (): Promise<Date> =>
    (await ask<{ at: Date }>(database(), 'SELECT min(recorded_at) AS at FROM audit_event'))[0].at;
  /** What the clock does at 23 minutes past every hour. */
  const tick = () =>
    ask(database(), `SELECT graphile_worker.add_job('audit.prune_events', job_key => 'audit.prune_events')`);
  const ticksUntil = (type: string) =>
    eventually(
      async () => {
        await tick();
        return types();
      },
      (seen) => seen.includes(type),
      20_000,
    );

  it('announces what is older than nine months and, once that is signed, drops it', async () => {
    expect(await types()).toContain('policy.applied');
    expect(Date.now() - (await oldest()).getTime()).toBeGreaterThan(LONG_AGO - DAY);
    await ticksUntil('audit.prune_announced');
    await ticksUntil('audit.pruned');
    expect(Date.now() - (await oldest()).getTime()).toBeLessThan(DAY);
    expect(await types()).not.toContain('policy.applied');
  });
});
