import pg from 'pg';
import { addSeconds, newId } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import { approvedGrant } from '../../../test/builders/approved-grant';
import { TestBroker } from '../../../test/support/broker';
import { LeaseRepository } from './lease.repository';

jest.setTimeout(60_000);

/** What a worker held before somebody else took the lease over. */
const STALE = '1';
const FRESH = '2';
const PROOF = { summary: 'Role absent', readAt: '2026-01-05T09:00:00.000Z', facts: {} };

describe('a worker that lost its claim', () => {
  let broker: TestBroker;
  let owner: pg.Client;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    owner = new pg.Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await broker.stop();
  });

  const run = <T>(work: (tx: Tx, leases: LeaseRepository) => Promise<T>): Promise<T> =>
    broker.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      tx.record({ type: 'test.tried', subject: { kind: 'test', id: 'lease' } });
      return work(tx, broker.get(LeaseRepository));
    });

  /** A lease in a state, with `extend_to` set, held by the worker with the fence {@link FRESH}. */
  async function heldLease(state: 'issuing' | 'live' | 'ending'): Promise<string> {
    const now = broker.clock.now();
    const grantId = await approvedGrant(owner, {
      person: 'lea',
      approver: 'hugo',
      profile: 'customer-data-read',
      at: now,
    });
    const { rows } = await owner.query<{ id: string; systemId: string }>(
      `SELECT id, system_id AS "systemId" FROM entitlement WHERE key = 'customer-reader'`,
    );
    const id = newId();
    await run((tx, leases) =>
      leases.insertIntent(tx, {
        id,
        grantId,
        entitlementId: rows[0].id,
        systemId: rows[0].systemId,
        entitlementSettings: {},
        targetName: `sp_${id.replaceAll('-', '')}`,
        expiresAt: addSeconds(now, 600),
        createdAt: now,
        claimedUntil: addSeconds(now, 300),
      }),
    );
    const path = { issuing: [], live: ['live'], ending: ['live', 'ending'] } as const;
    for (const next of path[state])
      await owner.query('UPDATE lease SET state = $2 WHERE id = $1', [id, next]);
    await owner.query(
      `UPDATE lease SET fence = $2, claimed_until = $3, extend_to = $4, end_asked_at = $5 WHERE id = $1`,
      [
        id,
        FRESH,
        addSeconds(now, 300),
        state === 'live' ? addSeconds(now, 900) : null,
        state === 'ending' ? now : null,
      ],
    );
    return id;
  }
  const rowOf = async (id: string): Promise<unknown> =>
    (await owner.query('SELECT * FROM lease WHERE id = $1', [id])).rows[0];

  const until = (): Date => addSeconds(broker.clock.now(), 800);
  const failure = (): { nextAttemptAt: Date; error: string } => ({ nextAttemptAt: until(), error: 'late' });

  it.each<
    [
      'issuing' | 'live' | 'ending',
      string,
      (tx: Tx, leases: LeaseRepository, id: string, fence: string) => Promise<unknown>,
    ]
  >([
    ['issuing', 'calls it live', (tx, leases, id, fence) => leases.markLive(tx, id, fence)],
    ['issuing', 'hands it over', (tx, leases, id, fence) => leases.markEnding(tx, [id], fence)],
    [
      'live',
      'moves its deadline',
      (tx, leases, id, fence) => leases.markExtended(tx, id, fence, { until: until(), now: tx.now }),
    ],
    [
      'live',
      'puts its extension off',
      (tx, leases, id, fence) => leases.markFailed(tx, id, fence, failure()),
    ],
    ['ending', 'calls it proved', (tx, leases, id, fence) => leases.markEnded(tx, id, fence, PROOF)],
    ['ending', 'puts its end off', (tx, leases, id, fence) => leases.markFailed(tx, id, fence, failure())],
  ])('I13 of a lease that is %s neither %s nor changes anything else', async (state, _, write) => {
    const id = await heldLease(state);
    const before = await rowOf(id);
    const answer = await run((tx, leases) => write(tx, leases, id, STALE));
    expect(answer ? answer : undefined).toBeUndefined();
    expect(await rowOf(id)).toEqual(before);

    await run((tx, leases) => write(tx, leases, id, FRESH));
    expect(await rowOf(id)).not.toEqual(before);
  });
});
