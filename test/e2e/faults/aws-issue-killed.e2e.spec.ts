import type { BrokerProcess } from '../../support/broker-process';
import type { Answer, Json } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';
import type { HeldCall } from '../../peers/aws/gate';
import { AwsSite, issuesASession, keysIn } from './aws-site';
import type { PersonAtHand } from './person-at-hand';
import { lockGrant, somebodyWaitsForALock } from './row-lock';
import { StatementGate } from './statement-gate';

jest.setTimeout(120_000);

/** Longer than a claim lasts: until then nobody may touch what a dead process had in hand. */
const TAKEN_OVER_WITHIN = 45_000;
const ROLE = 'production-diagnostics';

const STEPS = [
  'the intent is written and AWS not reached',
  'AWS has handed out the session and its answer is on the way',
  'the answer is there and the outcome not written',
  'the outcome is written and the answer to the person is on the way',
] as const;

type Step = (typeof STEPS)[number];

/** A broker killed while it takes four sessions at once, each at another step; then another one on the same data. */
describe('I4 I7 I8 a broker killed while it takes a session at AWS', () => {
  let aws: AwsSite;
  let broker: BrokerProcess;
  let milan: PersonAtHand;
  let lea: PersonAtHand;
  let atDatabase: StatementGate;
  let onItsWay: HeldCall;
  const grants = new Map<Step, Json>();
  const answers = new Map<Step, Promise<Answer>>();
  let sessionsWhenKilled: string[];

  const claim = (step: Step): void => {
    const answer = milan.claim(grants.get(step));
    answer.catch(() => undefined);
    answers.set(step, answer);
  };
  const leaseOf = async (step: Step): Promise<Json> => (await aws.site.leasesOf(grants.get(step)))[0];
  const sessionNames = (): string[] => aws.leasedSessions().map(({ name }) => name);

  beforeAll(async () => {
    aws = await AwsSite.make();
    atDatabase = await StatementGate.to(aws.site.database.port);
    broker = await aws.start({ databaseUrl: atDatabase.through(aws.site.databaseUrl) });
    milan = await aws.site.person('milan');
    lea = await aws.site.person('lea');
    for (const step of STEPS) grants.set(step, await milan.granted(lea, { profile: ROLE }));

    onItsWay = aws.peer.gate.hold(issuesASession, 'before');
    claim(STEPS[0]);
    await onItsWay.reached;

    const handedOut = aws.peer.gate.hold(issuesASession, 'after');
    claim(STEPS[1]);
    await handedOut.reached;

    const answered = aws.peer.gate.hold(issuesASession, 'after');
    claim(STEPS[2]);
    await answered.reached;
    const lock = await lockGrant(aws.site.databaseUrl, grants.get(STEPS[2]));
    answered.release();
    await somebodyWaitsForALock(aws.site.databaseUrl);

    const written = atDatabase.hold({ committing: `SET state = 'live'` }, 'after');
    claim(STEPS[3]);
    await written.reached;

    sessionsWhenKilled = sessionNames();
    await broker.kill9();
    await lock.release();
    broker = await aws.start();
    await eventually(
      async () =>
        (await ask(aws.site.databaseUrl, `SELECT state FROM lease WHERE state <> 'ended'`)).map(
          ({ state }) => state,
        ),
      (open) => open.join() === 'live',
      TAKEN_OVER_WITHIN,
    );
  });

  afterAll(async () => {
    await aws?.remove();
    await atDatabase?.stop();
  });

  it('left at AWS what each step says', async () => {
    const names = await Promise.all(STEPS.map(async (step) => (await leaseOf(step)).target_name));
    expect(names.map((name) => sessionsWhenKilled.includes(name))).toEqual([false, true, true, true]);
  });

  it.each(STEPS)('shows nobody keys when %s', async (step) => {
    await expect(answers.get(step)).rejects.toThrow('fetch failed');
  });

  it.each(STEPS.slice(0, 3))('ends it with proof when %s', async (step) => {
    expect(await leaseOf(step)).toMatchObject({
      state: 'ended',
      proof: { facts: { provedBy: 'role policy' } },
    });
    const trail = await aws.site.eventsAbout(grants.get(step).id);
    expect(trail.slice(-3)).toEqual([
      'grants.lease_intended',
      'grants.lease_abandoned',
      'grants.lease_ended',
    ]);
  });

  it('denies the session whose call arrives at AWS only after its lease was ended', async () => {
    const { target_name: name } = await leaseOf(STEPS[0]);
    onItsWay.release();
    const [session] = await eventually(
      () => Promise.resolve(aws.leasedSessions().filter((one) => one.name === name)),
      (found) => found.length === 1,
    );
    expect(await aws.triesAs(session)).toBe('identity-based');
  });

  it('explains every session by a lease, and what nobody received can do nothing', async () => {
    const explained = await aws.explained();
    expect(explained).toHaveLength(4);
    for (const { session, lease } of explained) {
      const expected = lease?.state === 'live' ? 'allowed' : 'identity-based';
      expect({ state: lease?.state, tries: await aws.triesAs(session) }).toEqual({
        state: expect.stringMatching(/^(live|ended)$/),
        tries: expected,
      });
    }
    expect(explained.filter(({ lease }) => lease?.state === 'live')).toHaveLength(1);
  });

  it.each(STEPS.slice(0, 3))('lets the person take keys again when %s', async (step) => {
    const seen = (await milan.get(`/grants/${grants.get(step).id}`)).body;
    expect(seen).toMatchObject({ state: 'claimable', may: { claim: true } });
    const claimed = await milan.claim(seen);
    expect(claimed.status).toBe(201);
    expect(await aws.tries(keysIn(claimed.body), ROLE)).toBe('allowed');
  });

  it(`lets the person take new keys when ${STEPS[3]}, and ends the lost ones with the grant`, async () => {
    const grant = grants.get(STEPS[3]);
    expect(await milan.claim(grant)).toMatchObject({ status: 409, body: { code: 'grants.already_issued' } });
    const again = await milan.claim(grant, { replace: true });
    expect(again.status).toBe(201);
    expect(await aws.tries(keysIn(again.body), ROLE)).toBe('allowed');

    await milan.post(`/grants/${grant.id}/end`);
    await eventually(
      () => leaseOf(STEPS[3]),
      ({ state }) => state === 'ended',
    );
    const { target_name: name } = await leaseOf(STEPS[3]);
    const both = aws.leasedSessions().filter((session) => session.name === name);
    expect(await Promise.all(both.map((session) => aws.triesAs(session)))).toEqual([
      'identity-based',
      'identity-based',
    ]);
  });
});
