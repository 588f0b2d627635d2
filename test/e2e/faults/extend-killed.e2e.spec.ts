import type { Client } from 'pg';
import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { ask, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';
import { lockGrant, somebodyWaitsForALock } from './row-lock';
import { StatementGate } from './statement-gate';

jest.setTimeout(120_000);

/** Longer than a claim lasts: until then nobody may touch what a dead process had in hand. */
const TAKEN_OVER_WITHIN = 45_000;
const MORE = 600;

const STEPS = [
  'the extension is approved and the target not reached',
  'the target has moved the end and its answer is on the way',
  'the answer is there and the outcome not written',
] as const;
const REVOKED = 'the grant is revoked before somebody takes over';

type Step = (typeof STEPS)[number] | typeof REVOKED;

/** A broker killed while it extends four log-ins, each at another step; then another one on the same data. */
describe('I12 I7 a broker killed while it extends a log-in', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  let atTarget: StatementGate;
  let whenKilled: Record<Step, { atTarget: string; lease: Json }>;
  const grants = new Map<Step, Json>();
  const credentials = new Map<Step, Json>();
  const clients = new Map<Step, Client>();

  const extend = async (step: Step): Promise<void> => {
    const { id } = grants.get(step);
    const justification = 'It takes longer than I thought, see the ticket.';
    const extension = await lea.post(`/grants/${id}/extensions`, { durationSeconds: MORE, justification });
    expect(extension.status).toBe(201);
    expect((await hugo.decide(extension.body)).status).toBe(200);
  };
  const validUntil = async (step: Step): Promise<string> => {
    const sql = 'SELECT rolvaliduntil AS at FROM pg_roles WHERE rolname = $1';
    const [role] = await ask<{ at: Date }>(site.target.url(), sql, [credentials.get(step).username]);
    return role?.at.toISOString();
  };
  const leaseOf = async (step: Step): Promise<Json> => (await site.leasesOf(grants.get(step)))[0];
  const oldEnd = (step: Step): string => credentials.get(step).expiresAt;
  const newEnd = (step: Step): string => new Date(Date.parse(oldEnd(step)) + MORE * 1_000).toISOString();

  beforeAll(async () => {
    site = await Installation.make();
    atTarget = await StatementGate.to(site.target.port);
    broker = await site.start({ targetUrl: atTarget.through(site.targetUrl) });
    lea = await site.person('lea');
    hugo = await site.person('hugo');
    for (const step of [...STEPS, REVOKED] as const) {
      const grant = await lea.granted(hugo);
      grants.set(step, grant);
      credentials.set(step, (await lea.claim(grant)).body);
      clients.set(step, await logIn(credentials.get(step)));
    }

    const notReached = atTarget.hold({ statement: 'ALTER ROLE' }, 'before');
    await extend(STEPS[0]);
    await notReached.reached;

    for (const step of [STEPS[1], REVOKED] as const) {
      const moved = atTarget.hold({ statement: 'ALTER ROLE' }, 'after');
      await extend(step);
      await moved.reached;
    }

    const answered = atTarget.hold({ statement: 'ALTER ROLE' }, 'after');
    await extend(STEPS[2]);
    await answered.reached;
    const lock = await lockGrant(site.databaseUrl, grants.get(STEPS[2]));
    answered.release();
    await somebodyWaitsForALock(site.databaseUrl);

    const seen = async (step: Step) => ({ atTarget: await validUntil(step), lease: await leaseOf(step) });
    whenKilled = Object.fromEntries(
      await Promise.all(
        ([...STEPS, REVOKED] as const).map(async (step) => [step, await seen(step)] as const),
      ),
    ) as typeof whenKilled;
    await broker.kill9();
    await lock.release();
    broker = await site.start();
    expect((await hugo.post(`/grants/${grants.get(REVOKED).id}/end`, { note: 'Stop.' })).status).toBe(200);
  });

  afterAll(async () => {
    for (const client of clients.values()) await client.end().catch(() => undefined);
    await site?.remove();
    await atTarget?.stop();
  });

  it('left the intent, the old deadline in its own books, and at the target what each step says', () => {
    for (const step of [...STEPS, REVOKED] as const) {
      const { lease, atTarget: there } = whenKilled[step];
      expect(there).toBe(step === STEPS[0] ? oldEnd(step) : newEnd(step));
      expect(lease).toMatchObject({ state: 'live' });
      expect([lease.expires_at, lease.extend_to].map((at: Date) => at.toISOString())).toEqual([
        oldEnd(step),
        newEnd(step),
      ]);
    }
  });

  it.each(STEPS)('is finished once, by who takes over, when %s', async (step) => {
    const lease = await eventually(
      () => leaseOf(step),
      ({ extend_to }) => extend_to === null,
      TAKEN_OVER_WITHIN,
    );
    expect(lease.expires_at.toISOString()).toBe(newEnd(step));
    expect(await validUntil(step)).toBe(newEnd(step));
    const events = await site.eventsAbout(grants.get(step).id);
    expect(events.filter((type) => type === 'grants.lease_extended')).toHaveLength(1);
    expect((await clients.get(step)!.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it(`is dropped when ${REVOKED}: nothing is left at the target, whatever it had been told`, async () => {
    const lease = await eventually(
      () => leaseOf(REVOKED),
      ({ state }) => state === 'ended',
      TAKEN_OVER_WITHIN,
    );
    expect(lease.proof).toMatchObject({ summary: 'Role absent and 0 connections' });
    expect(lease.expires_at.toISOString()).toBe(oldEnd(REVOKED));
    expect(await validUntil(REVOKED)).toBeUndefined();
    await expect(logIn(credentials.get(REVOKED))).rejects.toThrow(/password authentication failed/);
    expect(await site.eventsAbout(grants.get(REVOKED).id)).not.toContain('grants.lease_extended');
  });
});
