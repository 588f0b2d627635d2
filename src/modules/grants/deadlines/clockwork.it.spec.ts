import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { MINUTE, newId, SECOND } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { AuditTrail } from '../../audit';
import { ConnectorRegistry } from '../../connectors';
import { approvedGrant } from '../../../../test/builders/approved-grant';
import { TestBroker } from '../../../../test/support/broker';
import type { Json } from '../../../../test/support/person';
import { eventually } from '../../../../test/support/postgres-client';
import { LeaseRepository } from '../lease.repository';

// Two whole brokers, their servers, and a crowd of log-ins.
jest.setTimeout(120_000);

let broker: TestBroker;
let owner: Client;

beforeAll(async () => {
  broker = await TestBroker.start();
  owner = new Client({ connectionString: broker.database.url('sallyport') });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await broker.stop();
});

afterEach(() => jest.restoreAllMocks());

const rows = async (sql: string, values: unknown[] = []): Promise<Json[]> =>
  (await owner.query(sql, values)).rows;
const connector = () => broker.get(ConnectorRegistry).of('postgres');

/** Somebody's live log-in that has to end at `due`, as far as the broker knows. */
async function liveLease(due: Date): Promise<string> {
  const id = newId();
  const at = broker.clock.now();
  const grant = await approvedGrant(owner, {
    person: 'lea',
    approver: 'hugo',
    profile: 'customer-data-read',
    at,
  });
  await rows(`UPDATE access_grant SET state = 'active', claimed_at = $2, expires_at = $3 WHERE id = $1`, [
    grant,
    at,
    due,
  ]);
  await rows(
    `INSERT INTO lease (id, grant_id, entitlement_id, system_id, entitlement_settings, target_name, state, expires_at,
       created_at, issued_at)
     SELECT $1, $2, id, system_id, settings, $3, 'live', $4, $5, $5 FROM entitlement WHERE key = 'customer-reader'`,
    [id, grant, connector().targetName(id), due, at],
  );
  return id;
}

const crowd = (size: number, due: Date): Promise<string[]> =>
  Array.from({ length: size }).reduce<Promise<string[]>>(
    async (ids) => [...(await ids), await liveLease(due)],
    Promise.resolve([]),
  );

const states = (ids: string[]) =>
  rows('SELECT state, count(*)::int AS count FROM lease WHERE id = ANY ($1) GROUP BY state', [ids]);
const allEnded = (ids: string[], patience?: number) =>
  eventually(
    () => states(ids),
    (seen) => seen.every(({ state }) => state === 'ended'),
    patience,
  );

describe('a crowd of deadlines', () => {
  it('I5 ends in time though two processes see it at once: they never wait for each other in a circle', async () => {
    const second = await TestBroker.start({ beside: broker });
    try {
      const deadlocks = async (): Promise<number> => {
        // The server tells of what happened a second ago.
        await delay(1_200);
        const [row] = await rows(
          'SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()',
        );
        return row.n;
      };
      const before = await deadlocks();
      for (let round = 0; round < 3; round += 1) {
        const due = new Date(broker.clock.now().getTime() + 4 * SECOND);
        const ids = await crowd(30, due);
        await allEnded(ids, 20_000);
        const [{ late }] = await rows(
          `SELECT max(extract(epoch FROM end_asked_at - greatest(expires_at, created_at))) AS late FROM lease
           WHERE id = ANY ($1)`,
          [ids],
        );
        expect(Number(late)).toBeLessThan(2);
      }
      expect(await deadlocks()).toBe(before);
    } finally {
      await second.stop();
    }
  });

  it('I7 is not held up by a grant that cannot be ended', async () => {
    const due = new Date(broker.clock.now().getTime() + 2 * SECOND);
    const [stuck, ...others] = await crowd(4, due);
    const [{ grant_id: grant }] = await rows('SELECT grant_id FROM lease WHERE id = $1', [stuck]);
    await owner.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$`,
    );
    await owner.query(
      `CREATE TRIGGER stuck BEFORE UPDATE ON access_grant FOR EACH ROW WHEN (OLD.id = '${grant}') EXECUTE FUNCTION refuse()`,
    );
    await allEnded(others);
    expect(await states([stuck])).toEqual([{ state: 'live', count: 1 }]);

    await owner.query('DROP TRIGGER stuck ON access_grant; DROP FUNCTION refuse()');
    await allEnded([stuck], 20_000);
  });
});

describe('a target that hangs', () => {
  it('I7 has every end raised after a minute, also those that no try has come to, and costs no idle turns', async () => {
    const hanging = new AbortController();
    jest.spyOn(connector(), 'revoke').mockImplementation(async () => {
      await delay(MINUTE, undefined, { signal: hanging.signal }).catch(() => undefined);
      throw new Error('It hung.');
    });
    const look = jest.spyOn(LeaseRepository.prototype, 'nextDueAt');
    const ids = await crowd(12, broker.clock.now());
    await eventually(
      () => states(ids),
      (seen) => seen.every(({ state }) => state === 'ending'),
    );
    look.mockClear();
    await delay(2_000);
    expect(look.mock.calls.length).toBeLessThan(8);

    broker.clock.advance(61 * SECOND);
    await eventually(
      () => states(ids),
      (seen) => seen.every(({ state }) => state === 'unconfirmed'),
    );
    const { reader } = broker.get(UnitOfWork);
    for (const id of ids) {
      const events = await broker.get(AuditTrail).about(reader, { kind: 'lease', id }, 100);
      expect(events.filter(({ type }) => type === 'grants.lease_unconfirmed')).toHaveLength(1);
    }
    jest.restoreAllMocks();
    hanging.abort();
    broker.clock.advance(MINUTE);
    await allEnded(ids);
  });
});

describe('the wake-up channel', () => {
  it('is one connection again, however often it is cut', async () => {
    const listeners = () =>
      rows(`SELECT pid FROM pg_stat_activity WHERE application_name = 'sallyport-lease-keeper'`);
    for (let round = 0; round < 3; round += 1) {
      const [{ pid }] = await listeners();
      await rows('SELECT pg_terminate_backend($1)', [pid]);
      await eventually(listeners, (found) => found.some((other) => other.pid !== pid));
    }
    await delay(3_000);
    expect(await listeners()).toHaveLength(1);
  });
});

describe('a grant in use without a log-in', () => {
  it('I9 tells that it ended, as every other', async () => {
    const due = new Date(broker.clock.now().getTime() + SECOND);
    const lease = await liveLease(due);
    const [{ grant_id: id }] = await rows(
      `UPDATE lease SET state = 'ending', end_asked_at = created_at, next_attempt_at = created_at WHERE id = $1
       RETURNING grant_id`,
      [lease],
    );
    await allEnded([lease]);
    await eventually(
      () => rows('SELECT state FROM access_grant WHERE id = $1', [id]),
      ([{ state }]) => state === 'ended',
    );
    const events = await broker
      .get(AuditTrail)
      .about(broker.get(UnitOfWork).reader, { kind: 'grant', id }, 100);
    expect(events.map(({ type }) => type)).toContain('grants.ended');
  });
});

describe('a grant with a later start', () => {
  it('is claimed at its start, though no worker has noticed', async () => {
    const web = await TestBroker.start({ role: 'web' });
    try {
      const lea = await web.signIn('lea');
      const hugo = await web.signIn('hugo');
      const startsAt = new Date(web.clock.now().getTime() + 2 * MINUTE).toISOString();
      const { grant } = (await hugo.decide(await lea.ask({ startsAt }))).body;
      expect(grant.state).toBe('scheduled');
      web.clock.advance(2 * MINUTE);
      const claimed = await lea.claim((await lea.get(`/grants/${grant.id}`)).body);
      expect(claimed.status).toBe(201);
      expect((await lea.get(`/grants/${grant.id}`)).body.state).toBe('active');
      expect((await lea.post(`/grants/${grant.id}/end`)).status).toBe(200);
    } finally {
      await web.stop();
    }
  });
});
