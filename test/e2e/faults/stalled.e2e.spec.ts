import { setTimeout as delay } from 'node:timers/promises';
import type { BrokerProcess } from '../../support/broker-process';
import type { Answer, Json } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';
import { type Held, StatementGate } from './statement-gate';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';

jest.setTimeout(150_000);

/** Longer than a claim lasts, and what the second process needs then. */
const TAKEN_OVER_WITHIN = 45_000;
/** For what runs already to send its next statement, which the frozen gate keeps. */
const A_MOMENT = 300;

/**
 * A process that stands still in the middle of five leases, for longer than its claims on them last, while another one
 * takes over; then it goes on as if nothing had been.
 */
describe('I13 a process that stood still past its claims', () => {
  let site: Installation;
  let stalled: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  let atDatabase: StatementGate;
  let atTarget: StatementGate;

  let lateIssue: Json;
  let fencedIssue: Json;
  let lateEnd: Json;
  let fencedEnd: Json;
  let failedEnd: Json;
  let lateStatement: Held;
  let lateAnswer: Promise<Answer>;
  let fencedAnswer: Promise<Answer>;
  let takenOver: Json[];
  let inOtherHands: Json[];
  let unsealed: number;

  const leaseOf = async (grant: Json): Promise<Json> => (await site.leasesOf(grant)).at(-1);
  const endOf = (grant: Json): Promise<Answer> => lea.post(`/grants/${grant.id}/end`);
  /** Everything that a process which lost its claim could have overwritten. */
  const settledLeases = (): Promise<Json[]> => Promise.all([lateIssue, fencedIssue, lateEnd].map(leaseOf));
  const heldLeases = (): Promise<Json[]> => Promise.all([fencedEnd, failedEnd].map(leaseOf));

  beforeAll(async () => {
    site = await Installation.make();
    atDatabase = await StatementGate.to(site.database.port);
    atTarget = await StatementGate.to(site.target.port);
    stalled = await site.start({
      databaseUrl: atDatabase.through(site.databaseUrl),
      targetUrl: atTarget.through(site.targetUrl),
    });
    lea = await site.person('lea');
    hugo = await site.person('hugo');
    lateIssue = await lea.granted(hugo);
    fencedIssue = await lea.granted(hugo);
    lateEnd = await lea.granted(hugo);
    fencedEnd = await lea.granted(hugo);
    failedEnd = await lea.granted(hugo);
    for (const grant of [lateEnd, fencedEnd, failedEnd]) expect((await lea.claim(grant)).status).toBe(201);
    await standStill();

    // Somebody else has these two from now on, and takes long over them.
    for (const { id } of await heldLeases()) await claimForAnother(id);
    inOtherHands = await heldLeases();
    await site.startBeside({ settings: { SALLYPORT_ROLE: 'worker' } });
    takenOver = await eventually(
      settledLeases,
      (leases) => leases.every(({ state }) => state === 'ended'),
      TAKEN_OVER_WITHIN,
    );
    unsealed = await leftUnsealed();
    lateStatement.release();
    stalled.goOn();
    atDatabase.thaw();
  });

  afterAll(async () => {
    stalled?.goOn();
    await site?.remove();
    await Promise.all([atDatabase?.stop(), atTarget?.stop()]);
  });

  /** Each of the five leases at its own statement, and then the process. */
  async function standStill(): Promise<void> {
    const made = atTarget.hold({ statement: 'CREATE ROLE' }, 'after');
    fencedAnswer = lea.claim(fencedIssue);
    await made.reached;
    for (const grant of [lateEnd, failedEnd]) {
      const dropping = atTarget.hold({ statement: 'DROP ROLE' }, 'before');
      await endOf(grant);
      await dropping.reached;
    }
    const readBack = atTarget.hold({ statement: '"preparedTransactions"' }, 'after');
    await endOf(fencedEnd);
    await readBack.reached;
    lateStatement = atTarget.hold({ statement: 'CREATE ROLE' }, 'before');
    lateAnswer = lea.claim(lateIssue);
    await lateStatement.reached;
    atDatabase.freeze();
    made.release();
    readBack.release();
    await delay(A_MOMENT);
    stalled.stall();
  }

  const claimForAnother = (leaseId: string): Promise<unknown> =>
    ask(
      site.databaseUrl,
      `UPDATE lease SET fence = fence + 1, claimed_until = now() + interval '10 min',
         next_attempt_at = now() + interval '10 min' WHERE id = $1`,
      [leaseId],
    );

  /** Events that nobody has sealed, once whoever seals had a moment. */
  async function leftUnsealed(): Promise<number> {
    const look = async () => {
      const sql = 'SELECT count(*)::int AS n FROM audit_event WHERE seq IS NULL';
      return (await ask<{ n: number }>(site.databaseUrl, sql))[0].n;
    };
    return eventually(look, (count) => count === 0, 20_000).catch(look);
  }

  it('does not keep the audit trail from being sealed by the other one', () => {
    expect(unsealed).toBe(0);
  });

  it('shows no secret of a log-in that it made and that was taken back meanwhile', async () => {
    // Told why, or only that it failed: where it needed a new connection, the time to get one ran out as it stood still.
    expect(['grants.already_ended', 'internal']).toContain((await fencedAnswer).body.code);
    expect((await fencedAnswer).status).toBeGreaterThanOrEqual(400);
    expect(await lateAnswer).toMatchObject({ status: 503, body: { code: 'grants.target_timeout' } });
    for (const { body } of [await fencedAnswer, await lateAnswer]) {
      expect(JSON.stringify(body)).not.toMatch(/formats|password|postgres(ql)?:/);
    }
  });

  it('overwrites nothing of what the other one proved', async () => {
    await Promise.all([lateAnswer, fencedAnswer]);
    await delay(2_000);
    expect(await settledLeases()).toEqual(takenOver);
    for (const grant of [lateIssue, fencedIssue, lateEnd]) {
      const trail = await site.eventsAbout(grant.id);
      expect(trail.filter((type) => type === 'grants.lease_ended')).toHaveLength(1);
    }
  });

  it('writes neither an old proof nor an old failure over what somebody else has in hand', async () => {
    expect(await heldLeases()).toEqual(inOtherHands);
    const handedBack = Date.now();
    await ask(site.databaseUrl, `UPDATE lease SET next_attempt_at = now() WHERE state = 'ending'`);
    const leases = await eventually(heldLeases, (held) => held.every(({ state }) => state === 'ended'));
    for (const { proof } of leases) expect(Date.parse(proof.readAt)).toBeGreaterThan(handedBack);
  });

  it('I8 a log-in that comes into being after the proof is found, removed and reported', async () => {
    const late = await leaseOf(lateIssue);
    await ask(site.databaseUrl, `SELECT graphile_worker.add_job('grants.sweep_orphans')`);
    const reported = await eventually(
      () => site.eventsAbout(late.id),
      (types) => types.includes('grants.orphan_removed'),
    );
    expect(reported.filter((type) => type.includes('orphan'))).toEqual([
      'grants.orphan_found',
      'grants.orphan_removed',
    ]);
    expect(await site.rolesAtTarget()).toEqual([]);
  });

  it('lets the person go on', async () => {
    for (const grant of [lateIssue, fencedIssue]) expect((await lea.claim(grant)).status).toBe(201);
    for (const grant of [lateEnd, fencedEnd, failedEnd]) {
      expect((await lea.get(`/grants/${grant.id}`)).body.state).toBe('ended');
    }
  });
});
