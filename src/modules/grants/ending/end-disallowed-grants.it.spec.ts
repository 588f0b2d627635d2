import pg from 'pg';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { systemActor } from '../../../platform/database/actor';
import { approvedGrant } from '../../../../test/builders/approved-grant';
import { applyPolicy } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import { EndDisallowedGrants } from './end-disallowed-grants';

jest.setTimeout(60_000);

describe('ending what is no longer allowed', () => {
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

  const openGrants = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) {
      const at = broker.clock.now();
      ids.push(
        await approvedGrant(owner, { person: 'lea', approver: 'hugo', profile: 'customer-data-read', at }),
      );
    }
    return ids;
  };

  /** How many statements it takes to look at every open grant, after `change` in the same transaction. */
  const statements = (change = 'SELECT'): Promise<number> =>
    broker.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      await tx.query(change);
      tx.record({ type: 'test.changed', subject: { kind: 'test', id: 'entitlement' } });
      const sent = jest.spyOn(tx, 'query');
      await broker.get(EndDisallowedGrants).run(tx);
      return sent.mock.calls.length;
    });
  const states = async (): Promise<unknown[]> =>
    (await owner.query('SELECT DISTINCT state, end_reason FROM access_grant ORDER BY state')).rows;

  it('asks the database as often for a hundred open grants as for one, and as often to end them', async () => {
    const otherRights = (limit: number): string =>
      `UPDATE entitlement SET settings = settings || '{"connectionLimit": ${limit}}'`;
    await openGrants(1);
    const toLook = await statements();
    const toEnd = await statements(otherRights(7));
    await openGrants(100);
    expect(await statements()).toBe(toLook);
    expect(await statements(otherRights(8))).toBe(toEnd);
    expect(await states()).toEqual([{ state: 'ended', end_reason: 'no-longer-allowed' }]);
    await applyPolicy(broker);
  });

  it('locks no grant that may stay: a change of the policy waits for nobody who uses one', async () => {
    const [id] = await openGrants(1);
    await owner.query('BEGIN');
    await owner.query('SELECT id FROM access_grant WHERE id = $1 FOR UPDATE', [id]);
    try {
      const applied = applyPolicy(broker, [
        'name: Customer data, read only',
        'name: Customer data, to look at',
      ]);
      const late = new Promise((resolve) => setTimeout(resolve, 5_000, 'waits'));
      expect(await Promise.race([applied, late])).toHaveLength(1);
    } finally {
      await owner.query('ROLLBACK');
      await applyPolicy(broker);
    }
  });

  it('I16 ends all of them, however many, in the transaction of the change', async () => {
    await openGrants(20);
    await applyPolicy(broker, ['statementTimeout: 30s', 'statementTimeout: 31s']);
    expect(await states()).toEqual([{ state: 'ended', end_reason: 'no-longer-allowed' }]);
  });
});
