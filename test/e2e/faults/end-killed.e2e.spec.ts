import type { Client } from 'pg';
import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { cut, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';
import { lockGrant, somebodyWaitsForALock } from './row-lock';
import { StatementGate } from './statement-gate';

jest.setTimeout(120_000);

/** Longer than a claim lasts: until then nobody may touch what a dead process had in hand. */
const TAKEN_OVER_WITHIN = 45_000;

const STEPS = [
  'the end is written and the target not reached',
  'nobody can log in any more and the log-in is still there',
  'the log-in is gone and the proof not written',
] as const;

type Step = (typeof STEPS)[number];

/** A broker killed while it ends three log-ins at once, each at another step; then another one on the same data. */
describe('I7 a broker killed while it ends a log-in', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  let atTarget: StatementGate;
  let beforeKill: { roles: string[]; open: boolean[] };
  const grants = new Map<Step, Json>();
  const credentials = new Map<Step, Json>();
  const clients = new Map<Step, Client>();

  const end = async (step: Step): Promise<void> => {
    const { status } = await lea.post(`/grants/${grants.get(step).id}/end`);
    expect(status).toBe(200);
  };
  const reads = (client: Client): Promise<boolean> =>
    client.query('SELECT FROM customers LIMIT 1').then(
      () => true,
      () => false,
    );

  beforeAll(async () => {
    site = await Installation.make();
    atTarget = await StatementGate.to(site.target.port);
    broker = await site.start({ targetUrl: atTarget.through(site.targetUrl) });
    lea = await site.person('lea');
    hugo = await site.person('hugo');
    for (const step of STEPS) {
      const grant = await lea.granted(hugo);
      grants.set(step, grant);
      credentials.set(step, (await lea.claim(grant)).body);
      clients.set(step, await logIn(credentials.get(step)));
    }

    const notReached = atTarget.hold({ statement: 'NOLOGIN' }, 'before');
    await end(STEPS[0]);
    await notReached.reached;

    const shutOut = atTarget.hold({ statement: 'DROP ROLE' }, 'before');
    await end(STEPS[1]);
    await shutOut.reached;

    const dropped = atTarget.hold({ statement: 'DROP ROLE' }, 'after');
    await end(STEPS[2]);
    await dropped.reached;
    const lock = await lockGrant(site.databaseUrl, grants.get(STEPS[2]));
    dropped.release();
    await somebodyWaitsForALock(site.databaseUrl);

    beforeKill = {
      roles: await site.rolesAtTarget(),
      open: await Promise.all(STEPS.map((step) => reads(clients.get(step)!))),
    };
    await broker.kill9();
    await lock.release();
    broker = await site.start();
  });

  afterAll(async () => {
    await site?.remove();
    await atTarget?.stop();
  });

  it('left at the target what each step says', () => {
    const has = STEPS.map((step) => beforeKill.roles.includes(credentials.get(step).username));
    expect(has).toEqual([true, true, false]);
    expect(beforeKill.open).toEqual([true, false, false]);
  });

  it('I5 cuts the connection that was still open as soon as the dead process’s claim is over', async () => {
    const client = clients.get(STEPS[0])!;
    await cut(client, TAKEN_OVER_WITHIN);
    expect(await reads(client)).toBe(false);
  });

  it.each(STEPS)('ends it with proof when %s', async (step) => {
    const grant = grants.get(step);
    const seen = await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
      TAKEN_OVER_WITHIN,
    );
    expect(seen).toMatchObject({ endReason: 'returned', may: { claim: false, end: false } });
    const leases = await site.leasesOf(grant);
    expect(leases).toEqual([
      expect.objectContaining({
        state: 'ended',
        proof: expect.objectContaining({ summary: 'Role absent and 0 connections' }),
      }),
    ]);
    expect((await site.eventsAbout(grant.id)).slice(-4)).toEqual([
      'grants.lease_issued',
      'grants.ending',
      'grants.lease_ended',
      'grants.ended',
    ]);
  });

  it('leaves no log-in and lets nobody in', async () => {
    expect(await site.rolesAtTarget()).toEqual([]);
    for (const step of STEPS) {
      const credential = credentials.get(step);
      const refusal = `password authentication failed for user "${credential.username}"`;
      await expect(logIn(credential)).rejects.toThrow(refusal);
    }
  });

  it('lets the person ask anew', async () => {
    const claimed = await lea.claim(await lea.granted(hugo));
    expect(claimed.status).toBe(201);
  });
});
