import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { eventually } from '../../support/postgres-client';
import { AwsSite, keysIn, writesDenials } from './aws-site';
import type { PersonAtHand } from './person-at-hand';
import { lockGrant, somebodyWaitsForALock } from './row-lock';

jest.setTimeout(120_000);

/** Longer than a claim lasts: until then nobody may touch what a dead process had in hand. */
const TAKEN_OVER_WITHIN = 45_000;

const STEPS = [
  'the denial is written and the proof not',
  'AWS has taken the denial and its answer is on the way',
  'the end is written and AWS not reached',
] as const;

type Step = (typeof STEPS)[number];

/** Writes of one role wait for each other, so the two that stop in the middle of one are of different roles. */
const PROFILES: Readonly<Record<Step, string>> = {
  [STEPS[0]]: 'production-diagnostics',
  [STEPS[1]]: 'production-diagnostics',
  [STEPS[2]]: 'invoice-archive-read',
};

/** A broker killed while it ends three sessions at once, each at another step; then another one on the same data. */
describe('I7 I8 a broker killed while it ends a session at AWS', () => {
  let aws: AwsSite;
  let broker: BrokerProcess;
  let lea: PersonAtHand;
  let hugo: PersonAtHand;
  let whenKilled: string[];
  const grants = new Map<Step, Json>();
  const keys = new Map<Step, ReturnType<typeof keysIn>>();

  const end = async (step: Step): Promise<void> => {
    expect((await lea.post(`/grants/${grants.get(step).id}/end`)).status).toBe(200);
  };
  const tries = (): Promise<string[]> =>
    Promise.all(STEPS.map((step) => aws.tries(keys.get(step)!, PROFILES[step])));

  beforeAll(async () => {
    aws = await AwsSite.make();
    broker = await aws.start();
    lea = await aws.site.person('lea');
    hugo = await aws.site.person('hugo');
    for (const step of STEPS) {
      const grant = await lea.granted(hugo, { profile: PROFILES[step] });
      grants.set(step, grant);
      keys.set(step, keysIn((await lea.claim(grant)).body));
    }

    const written = aws.peer.gate.hold(writesDenials, 'after');
    await end(STEPS[0]);
    await written.reached;
    const lock = await lockGrant(aws.site.databaseUrl, grants.get(STEPS[0]));
    written.release();
    await somebodyWaitsForALock(aws.site.databaseUrl);

    const taken = aws.peer.gate.hold(writesDenials, 'after');
    await end(STEPS[1]);
    await taken.reached;

    const notReached = aws.peer.gate.hold(writesDenials, 'before');
    await end(STEPS[2]);
    await notReached.reached;

    whenKilled = await tries();
    await broker.kill9();
    await lock.release();
    broker = await aws.start();
  });

  afterAll(() => aws?.remove());

  it('left at AWS what each step says', () => {
    expect(whenKilled).toEqual(['identity-based', 'identity-based', 'allowed']);
  });

  it.each(STEPS)('ends it with proof when %s', async (step) => {
    const grant = grants.get(step);
    const seen = await eventually(
      async () => (await lea.get(`/grants/${grant.id}`)).body,
      ({ state }) => state === 'ended',
      TAKEN_OVER_WITHIN,
    );
    expect(seen).toMatchObject({ endReason: 'returned', may: { claim: false, end: false } });
    const probed = PROFILES[step] === 'invoice-archive-read';
    expect(await aws.site.leasesOf(grant)).toEqual([
      expect.objectContaining({
        state: 'ended',
        proof: expect.objectContaining({
          facts: expect.objectContaining({ provedBy: probed ? 'probe' : 'role policy' }),
        }),
      }),
    ]);
    expect((await aws.site.eventsAbout(grant.id)).slice(-4)).toEqual([
      'grants.lease_issued',
      'grants.ending',
      'grants.lease_ended',
      'grants.ended',
    ]);
  });

  it('leaves no session that can do anything or that nobody can explain', async () => {
    expect(await tries()).toEqual(STEPS.map(() => 'identity-based'));
    for (const { session, lease } of await aws.explained()) {
      expect(lease).toMatchObject({ state: 'ended', proof: expect.anything() });
      expect(await aws.triesAs(session)).toBe('identity-based');
    }
  });

  it('lets the person ask anew', async () => {
    const claimed = await lea.claim(await lea.granted(hugo, { profile: 'invoice-archive-read' }));
    expect(await aws.tries(keysIn(claimed.body), 'invoice-archive-reader')).toBe('allowed');
  });
});
