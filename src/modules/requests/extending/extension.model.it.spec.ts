import fc from 'fast-check';
import { SECOND } from '../../../kernel';
import { TestBroker } from '../../../../test/support/broker';
import type { Answer, Json, Person } from '../../../../test/support/person';
import { ask, eventually } from '../../../../test/support/postgres-client';

jest.setTimeout(240_000);

const MAXIMUM = 7_200;
const RUNS = 10;

const WHY = 'Whatever is asked here at random, it is asked for.';
const WANTED = { profile: 'customer-data-read', justification: WHY, durationSeconds: 600 };

/** What people and the clock do, in any order; `amount` in seconds, where it means something. */
interface Step {
  readonly do: 'ask' | 'approve' | 'claim' | 'replace' | 'revoke' | 'take-back' | 'extend' | 'edit' | 'wait';
  readonly amount: number;
}

const more = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 3_600 }) },
  { weight: 1, arbitrary: fc.constantFrom(600, MAXIMUM - 601, MAXIMUM - 600, MAXIMUM - 599, MAXIMUM) },
);
const some = (weight: number, name: Step['do'], amount: fc.Arbitrary<number> = fc.constant(0)) => ({
  weight,
  arbitrary: amount.map((value): Step => ({ do: name, amount: value })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  some(1, 'ask'),
  some(8, 'approve'),
  some(2, 'claim'),
  some(2, 'replace'),
  some(1, 'revoke'),
  some(1, 'take-back'),
  some(8, 'extend', more),
  some(2, 'edit', more),
  some(3, 'wait', fc.integer({ min: 60, max: 1_500 })),
);

/** Tried whatever chance brings: chance alone may go through all its runs without a single approved extension. */
const CERTAIN: readonly (readonly Step[])[] = [
  [
    { do: 'extend', amount: 600 },
    { do: 'approve', amount: 0 },
  ],
  [
    { do: 'extend', amount: 600 },
    { do: 'edit', amount: 900 },
    { do: 'approve', amount: 0 },
  ],
  [
    { do: 'extend', amount: MAXIMUM - 600 },
    { do: 'approve', amount: 0 },
    { do: 'revoke', amount: 0 },
  ],
];

describe('asking, approving, extending, editing, claiming, replacing, revoking and waiting, at random', () => {
  let broker: TestBroker;
  let lea: Person;
  let hugo: Person;

  beforeAll(async () => {
    broker = await TestBroker.start();
    lea = await broker.signIn('lea');
    hugo = await broker.signIn('hugo');
  });
  afterAll(() => broker.stop());

  const database = (): string => broker.database.url('sallyport');
  const newest = async (path: string, fits: (thing: Json) => boolean): Promise<Json> =>
    (await lea.get(path)).body.items.find(fits);
  const grant = (): Promise<Json> => newest('/grants', ({ state }) => state !== 'ended');
  const pending = (): Promise<Json> => newest('/requests?state=pending', () => true);

  type Taken = Promise<Answer | undefined> | undefined;
  /** By what is there at the moment: a grant that has not ended, a request that waits. */
  const takes: { readonly [Name in Step['do']]: (step: Step, held: Json, waiting: Json) => Taken } = {
    ask: (_, held, waiting) => (held || waiting ? undefined : lea.post('/requests', WANTED)),
    approve: (_, __, waiting) => waiting && hugo.decide(waiting),
    claim: (_, held) => held && lea.claim(held),
    replace: (_, held) => held && lea.claim(held, { replace: true }),
    revoke: (_, held) => held && hugo.post(`/grants/${held.id}/end`, { note: 'Stop.' }),
    'take-back': (_, __, waiting) => waiting && lea.post(`/requests/${waiting.id}/cancel`),
    extend: ({ amount }, held) =>
      held && lea.post(`/grants/${held.id}/extensions`, { durationSeconds: amount, justification: WHY }),
    edit: ({ amount }, _, waiting) =>
      waiting && lea.patch(`/requests/${waiting.id}`, { version: waiting.version, durationSeconds: amount }),
    wait: async ({ amount }) => {
      broker.clock.advance(amount * SECOND);
      for (const person of [lea, hugo]) await person.get('/grants');
      return undefined;
    },
  };
  const take = async (one: Step): Promise<Answer | undefined> =>
    takes[one.do](one, await grant(), await pending());

  interface GrantRow {
    readonly id: string;
    readonly state: string;
    readonly claimed_at: Date | null;
    readonly expires_at: Date | null;
    readonly approved_seconds: number;
    readonly extended_seconds: number;
  }
  const grants = (): Promise<GrantRow[]> =>
    ask<GrantRow>(
      database(),
      `SELECT g.id, g.state, g.claimed_at, g.expires_at, g.duration_seconds AS approved_seconds,
         coalesce((SELECT sum(r.duration_seconds) FROM access_request r
                   WHERE r.extends_grant_id = g.id AND r.state = 'approved'), 0)::int AS extended_seconds
       FROM access_grant g`,
    );
  const leases = (): Promise<Json[]> => ask(database(), `SELECT * FROM lease WHERE state <> 'ended'`);
  const roles = (): Promise<{ name: string; until: Date }[]> =>
    ask(
      broker.target.url(),
      `SELECT rolname AS name, rolvaliduntil AS until FROM pg_roles WHERE rolname LIKE 'sp\\_%' AND rolcanlogin`,
    );

  const over = new Set<string>();
  const OVER = ['ending', 'unconfirmed', 'ended'];

  const grantHolds = ({
    id,
    state,
    claimed_at,
    expires_at,
    approved_seconds,
    extended_seconds,
  }: GrantRow) => {
    if (over.has(id)) expect(OVER).toContain(state);
    if (OVER.includes(state)) over.add(id);
    if (!claimed_at || !expires_at) return;
    const lasts = (expires_at.getTime() - claimed_at.getTime()) / SECOND;
    expect(lasts).toBe(approved_seconds + extended_seconds);
    expect(lasts).toBeLessThanOrEqual(MAXIMUM);
  };
  const meantUntil = ({ expires_at, extend_to }: Json): number => (extend_to ?? expires_at).getTime();

  /** Read in this order: what a target has was written down before, and what is written down only grows while it lives. */
  const holds = async (): Promise<void> => {
    const atTarget = await roles();
    const open = await leases();
    const all = await grants();
    all.forEach(grantHolds);
    for (const lease of open) {
      const end = all.find(({ id }) => id === lease.grant_id)?.expires_at;
      if (end) expect(meantUntil(lease)).toBeLessThanOrEqual(end.getTime());
    }
    for (const { name, until } of atTarget) {
      const lease = open.find(({ target_name: target }) => target === name);
      // Without one it was proved gone between the two looks.
      if (lease) expect(until.getTime()).toBeLessThanOrEqual(meantUntil(lease));
    }
  };

  const clear = async (): Promise<void> => {
    for (const { id } of (await lea.get('/requests?state=pending')).body.items)
      await lea.post(`/requests/${id}/cancel`);
    for (const { id, may } of (await lea.get('/grants')).body.items)
      if (may.end) await lea.post(`/grants/${id}/end`);
    await eventually(leases, (open) => open.length === 0, 60_000);
    expect(await roles()).toEqual([]);
  };

  it('I12 nothing passes the maximum from the first use, nothing outlives what was approved, and what has ended stays so', async () => {
    const reached = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 18 }), async (steps) => {
        await take({ do: 'ask', amount: 0 });
        await take({ do: 'approve', amount: 0 });
        await take({ do: 'claim', amount: 0 });
        for (const one of steps) {
          const answer = await take(one);
          expect(answer?.status ?? 200).toBeLessThan(500);
          if (answer && answer.status < 300) reached.set(one.do, (reached.get(one.do) ?? 0) + 1);
          await holds();
        }
        await clear();
      }),
      { numRuns: RUNS, endOnFailure: true, examples: CERTAIN.map((steps) => [[...steps]]) },
    );
    // A run in which nothing was ever extended would have tried nothing.
    const extended = (await grants()).filter(({ extended_seconds }) => extended_seconds > 0);
    expect(extended.length).toBeGreaterThanOrEqual(CERTAIN.length);
    expect(reached.get('extend')).toBeGreaterThanOrEqual(CERTAIN.length);
  });
});
