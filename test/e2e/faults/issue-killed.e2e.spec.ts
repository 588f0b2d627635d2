import type { Client } from 'pg';
import type { BrokerProcess } from '../../support/broker-process';
import type { Answer, Json } from '../../support/person';
import { ask, eventually, logIn } from '../../support/postgres-client';
import { Installation } from './installation';
import type { PersonAtHand } from './person-at-hand';
import { lockGrant, somebodyWaitsForALock } from './row-lock';
import { StatementGate } from './statement-gate';

jest.setTimeout(120_000);

/** Longer than a claim lasts: until then nobody may touch what a dead process had in hand. */
const TAKEN_OVER_WITHIN = 45_000;

const STEPS = [
  'the intent is written and the target not reached',
  'the target has made the log-in and its answer is on the way',
  'the answer is there and the outcome not written',
  'the outcome is written and the answer to the person is on the way',
  'a new password is being set on a log-in in use',
] as const;

type Step = (typeof STEPS)[number];

/** A broker killed while it makes five log-ins at once, each at another step; then another one on the same data. */
describe('I4 I7 a broker killed while it makes a log-in', () => {
  let site: Installation;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  let atDatabase: StatementGate;
  let atTarget: StatementGate;
  const grants = new Map<Step, Json>();
  const answers = new Map<Step, Promise<Answer>>();
  let rolesWhenKilled: string[];
  let firstLogIn: Json;

  const claim = (step: Step, changes: Json = {}): void => {
    const answer = lea.claim(grants.get(step), changes);
    answer.catch(() => undefined);
    answers.set(step, answer);
  };

  beforeAll(async () => {
    site = await Installation.make();
    atDatabase = await StatementGate.to(site.database.port);
    atTarget = await StatementGate.to(site.target.port);
    broker = await site.start({
      databaseUrl: atDatabase.through(site.databaseUrl),
      targetUrl: atTarget.through(site.targetUrl),
    });
    lea = await site.person('lea');
    hugo = await site.person('hugo');
    for (const step of STEPS) grants.set(step, await lea.granted(hugo));
    firstLogIn = (await lea.claim(grants.get(STEPS[4]))).body;

    const notReached = atTarget.hold({ statement: 'CREATE ROLE' }, 'before');
    claim(STEPS[0]);
    await notReached.reached;

    const made = atTarget.hold({ statement: 'CREATE ROLE' }, 'after');
    claim(STEPS[1]);
    await made.reached;

    const answered = atTarget.hold({ statement: 'CREATE ROLE' }, 'after');
    claim(STEPS[2]);
    await answered.reached;
    const lock = await lockGrant(site.databaseUrl, grants.get(STEPS[2]));
    answered.release();
    await somebodyWaitsForALock(site.databaseUrl);

    const written = atDatabase.hold({ committing: `SET state = 'live'` }, 'after');
    claim(STEPS[3]);
    await written.reached;

    const replaced = atTarget.hold({ statement: 'CREATE ROLE' }, 'after');
    claim(STEPS[4], { replace: true });
    await replaced.reached;
    const again = atTarget.hold({ statement: 'CREATE ROLE' }, 'after');
    replaced.release();
    await again.reached;

    rolesWhenKilled = await site.rolesAtTarget();
    await broker.kill9();
    await lock.release();
    broker = await site.start();
    await eventually(
      async () =>
        (await ask(site.databaseUrl, `SELECT state FROM lease WHERE state <> 'ended'`)).map(
          ({ state }) => state,
        ),
      (open) => open.join() === 'live',
      TAKEN_OVER_WITHIN,
    );
  });

  afterAll(async () => {
    await site?.remove();
    await Promise.all([atDatabase?.stop(), atTarget?.stop()]);
  });

  const roleOf = async (step: Step): Promise<string> =>
    (await site.leasesOf(grants.get(step)))[0].target_name;

  it('left at the target what each step says', async () => {
    const left = await Promise.all(STEPS.map(async (step) => rolesWhenKilled.includes(await roleOf(step))));
    expect(left).toEqual([false, true, true, true, true]);
  });

  it.each(STEPS)('shows nobody a secret when %s', async (step) => {
    await expect(answers.get(step)).rejects.toThrow('fetch failed');
  });

  it.each(STEPS.filter((_, index) => index !== 3))('undoes it with proof when %s', async (step) => {
    const [lease] = await site.leasesOf(grants.get(step));
    expect(lease).toMatchObject({ state: 'ended', proof: { summary: 'Role absent and 0 connections' } });
    expect(await site.rolesAtTarget()).not.toContain(lease.target_name);
    const trail = await site.eventsAbout(grants.get(step).id);
    expect(trail.slice(-3)).toEqual([
      expect.stringMatching(/^grants\.(lease|password_replacement)_intended$/),
      'grants.lease_abandoned',
      'grants.lease_ended',
    ]);
  });

  it.each(STEPS.slice(0, 3))('lets the person try again when %s', async (step) => {
    const seen = (await lea.get(`/grants/${grants.get(step).id}`)).body;
    expect(seen).toMatchObject({ state: 'claimable', may: { claim: true } });
    await expectToGoOn(await lea.claim(seen));
  });

  it(`lets the person take a new password when ${STEPS[3]}`, async () => {
    const grant = grants.get(STEPS[3]);
    expect(await site.rolesAtTarget()).toContain(await roleOf(STEPS[3]));
    expect(await lea.claim(grant)).toMatchObject({ status: 409, body: { code: 'grants.already_issued' } });
    await expectToGoOn(await lea.claim(grant, { replace: true }));
  });

  it(`ends the earlier password, and keeps the deadline, when ${STEPS[4]}`, async () => {
    await expect(logIn(firstLogIn)).rejects.toThrow(/authentication failed/);
    const again = await lea.claim(grants.get(STEPS[4]));
    await expectToGoOn(again);
    expect(again.body.expiresAt).toBe(firstLogIn.expiresAt);
  });

  it('leaves at the target exactly what the leases say', async () => {
    const live = await ask(site.databaseUrl, `SELECT target_name FROM lease WHERE state = 'live' ORDER BY 1`);
    expect(await site.rolesAtTarget()).toEqual(live.map(({ target_name }) => target_name));
  });

  async function expectToGoOn(claimed: Answer): Promise<void> {
    expect(claimed.status).toBe(201);
    const client: Client = await logIn(claimed.body);
    await client.query('SELECT count(*) FROM customers');
    await client.end();
  }
});
