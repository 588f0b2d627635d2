import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { systemClock } from '../../../kernel';
import { TestTrail } from '../../../../test/builders/audit-trail';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { AuditTree } from '../sealing/audit-tree';
import { viewStatus } from '../reading/audit-views';
import { SelfCheck, type SelfCheckPace } from './self-check';

jest.setTimeout(60_000);
const WITHIN = 30_000;

describe('the self-check', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;
  let check: SelfCheck;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    trail = await TestTrail.fresh(postgres);
    await trail.recordMany(10);
    await trail.seal();
  });
  afterEach(async () => {
    await check.stop();
    await trail.close();
  });

  const start = (pace: Partial<SelfCheckPace>, active = () => true): void => {
    check = new SelfCheck({
      url: trail.sealerUrl,
      verifierKeys: trail.verifierKey,
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      active,
      pace: { look: 20, rest: 0, ...pace },
    });
    check.start();
  };
  const status = async () => viewStatus(await new AuditTree().status(trail.reader));
  const becomes = async (expected: Partial<Awaited<ReturnType<typeof status>>>): Promise<void> => {
    const deadline = performance.now() + WITHIN;
    for (;;) {
      const now = await status();
      if (Object.entries(expected).every(([name, value]) => now[name as keyof typeof now] === value)) return;
      if (performance.now() > deadline) expect(now).toMatchObject(expected);
      await delay(20);
    }
  };
  const ONLY_NEWS = { sweep: 3_600_000 };

  it('verifies everything at the start and what is new from then on', async () => {
    start(ONLY_NEWS);
    await becomes({ state: 'verified', verifiedSize: 10 });
    await trail.recordMany(7);
    await becomes({ state: 'pending', unsealed: 7 });
    await trail.seal();
    await becomes({ state: 'verified', verifiedSize: 17 });
  });

  it('notices without waiting for a check of everything that a new event is not what was signed', async () => {
    let active = true;
    start(ONLY_NEWS, () => active);
    await becomes({ state: 'verified', verifiedSize: 10 });
    active = false;
    await trail.recordMany(5);
    await trail.seal();
    await trail.tamper("UPDATE audit_event SET body = body || ' '::bytea WHERE seq = 12");
    active = true;
    await becomes({ state: 'broken', brokenAt: 12 });
  });

  it('finds an old event that was changed at its next check of everything, and sees when it is whole again', async () => {
    start({ sweep: 50 });
    await becomes({ state: 'verified', verifiedSize: 10 });
    await trail.tamper("UPDATE audit_event SET body = body || ' '::bytea WHERE seq = 3");
    await becomes({
      state: 'broken',
      brokenAt: 3,
      detail: 'Event 3 is not the one that was sealed: its bytes were changed.',
    });
    await trail.tamper('UPDATE audit_event SET body = substring(body FOR length(body) - 1) WHERE seq = 3');
    await becomes({ state: 'verified', verifiedSize: 10, brokenAt: null });
  });

  it('finds that the tree itself was damaged', async () => {
    start({ sweep: 50 });
    await becomes({ state: 'verified' });
    await trail.tamper('DELETE FROM audit_event');
    await becomes({ state: 'broken', brokenAt: 0 });
  });

  it('leaves the work to the process that seals', async () => {
    start({ sweep: 20 }, () => false);
    await delay(200);
    expect(await status()).toMatchObject({ verifiedAt: null, verifiedSize: 0 });
  });

  it('goes on when the server comes back', async () => {
    start({ sweep: 50 });
    await becomes({ state: 'verified' });
    await postgres.kill9();
    await delay(100);
    await postgres.restart();
    await trail.recordMany(1);
    await trail.seal();
    await becomes({ state: 'verified', verifiedSize: 11 });
  });
});
