import { randomUUID } from 'node:crypto';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { AuditTrail } from '../../audit';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { GrantRepository } from '../../grants';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { TestBroker } from '../../../../test/support/broker';
import { countedReads } from '../../../../test/support/counted-reads';
import type { Json, Person } from '../../../../test/support/person';
import { ask } from '../../../../test/support/postgres-client';
import { RequestRepository } from '../request.repository';
import { ProfileViews } from './profile-views';

/** Two have to say yes, so that one decision leaves the request open. */
const TWO_APPROVERS: readonly Replacement[] = [
  ['eligibleJobRoles: [engineer, tech-lead, engineering-manager]', 'eligibleJobRoles: [engineer]'],
  [
    '      - by:\n          - jobRole: tech-lead\n',
    '      - count: 2\n        by:\n          - jobRole: tech-lead\n',
  ],
];
const OTHER_MANAGER: Replacement = [
  'jobRoles: [engineer]\n    manager: tomasz',
  'jobRoles: [engineer]\n    manager: hugo',
];
const UNKNOWN = { status: 404, body: { code: 'requests.unknown_request' } };

jest.setTimeout(60_000);

describe('reading a request', () => {
  let broker: TestBroker;
  let hugo: Person;
  let milan: Person;
  let tomasz: Person;

  beforeAll(async () => {
    broker = await TestBroker.start({ role: 'web' });
    hugo = await broker.signIn('hugo');
    milan = await broker.signIn('milan');
    tomasz = await broker.signIn('tomasz');
  });
  afterAll(() => broker.stop());
  beforeEach(() => applyPolicy(broker, ...TWO_APPROVERS));
  afterEach(async () => {
    for (const { id } of (await milan.get('/requests?state=pending')).body.items)
      await milan.post(`/requests/${id}/cancel`);
  });

  const askedOfTomasz = (): Promise<Json> =>
    milan.ask({
      profile: 'usage-metrics-read',
      justification: 'Planning the capacity of next month by the daily figures.',
    });
  /** A new version, about which Tomasz is not asked any more. */
  const withoutTomasz = async ({ id }: Json): Promise<Json> => {
    await applyPolicy(broker, ...TWO_APPROVERS, OTHER_MANAGER);
    const { body } = await milan.patch(`/requests/${id}`, { version: 1, durationSeconds: 1_200 });
    expect(body.asked.map(({ name }: Json) => name)).not.toContain('Tomasz Wilk');
    return body;
  };
  const linkOf = async ({ id }: Json, name: string): Promise<string> => {
    const { items } = (await milan.get(`/requests/${id}/approval-links`)).body;
    return items
      .find(({ approver }: Json) => approver.name === name)
      .url.split('/')
      .at(-1);
  };
  const refusedAttempts = async ({ id }: Json): Promise<unknown[]> => {
    const { reader } = broker.get(UnitOfWork);
    const events = await broker.get(AuditTrail).about(reader, { kind: 'access-request', id }, 50);
    return events.filter(({ type }) => type === 'identity.access_refused').map(({ data }) => data.attempt);
  };

  it('is for whom it asks, and no more for who was asked about an earlier version only', async () => {
    const request = await askedOfTomasz();
    expect((await tomasz.get(`/requests/${request.id}`)).status).toBe(200);
    await withoutTomasz(request);
    for (const part of ['', '/story', '/requester-history'])
      expect(await tomasz.get(`/requests/${request.id}${part}`)).toMatchObject(UNKNOWN);
    expect(await refusedAttempts(request)).toEqual(['read', 'read', 'read']);
  });

  it('stays for who has decided on it, of whichever version', async () => {
    const request = await askedOfTomasz();
    expect((await tomasz.decide(request)).body.state).toBe('pending');
    await withoutTomasz(request);
    expect((await tomasz.get(`/requests/${request.id}`)).body).toMatchObject({ version: 2 });
  });

  describe('by an approval link', () => {
    it('that was made for somebody else shows nothing, and the attempt is on record', async () => {
      const request = await askedOfTomasz();
      const token = await linkOf(request, 'Tomasz Wilk');
      expect((await tomasz.get(`/approval-links/${token}`)).status).toBe(200);
      for (const other of [milan, hugo])
        expect(await other.get(`/approval-links/${token}`)).toMatchObject(UNKNOWN);
      expect(await refusedAttempts(request)).toEqual(['follow-link', 'follow-link']);
    });

    it('of an earlier version decides nothing and is no alarm of its approver; in a stranger’s hand it is one', async () => {
      const request = await askedOfTomasz();
      const linkToken = await linkOf(request, 'Tomasz Wilk');
      const { body: now } = await milan.patch(`/requests/${request.id}`, {
        version: 1,
        durationSeconds: 1_200,
      });
      const lea = await broker.signIn('lea');
      const refusals = async (): Promise<unknown[]> => {
        const { reader } = broker.get(UnitOfWork);
        const events = await broker
          .get(AuditTrail)
          .about(reader, { kind: 'access-request', id: request.id }, 50);
        return events
          .filter(({ type }) => type === 'requests.decision_refused')
          .map(({ severity, data }) => [data.code, severity]);
      };
      expect(await tomasz.decide(now, 'approve', { linkToken })).toMatchObject({
        status: 410,
        body: { code: 'requests.link_of_earlier_version' },
      });
      expect(await refusals()).toEqual([['requests.link_of_earlier_version', 'notice']]);
      expect((await lea.decide(now, 'approve', { linkToken })).status).toBe(403);
      expect(await refusals()).toContainEqual(['requests.link_of_another', 'alert']);
      expect((await tomasz.decide(now)).body.state).toBe('pending');
    });

    it('of an earlier version shows nothing to who is not asked any more', async () => {
      const request = await askedOfTomasz();
      const token = await linkOf(request, 'Tomasz Wilk');
      await withoutTomasz(request);
      expect(await tomasz.get(`/approval-links/${token}`)).toMatchObject(UNKNOWN);
    });
  });

  describe('page by page', () => {
    const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

    it.each(['/requests', '/grants', '/approvals'])(
      '%s refuses a cursor of a client’s own making',
      async (list) => {
        const made = [
          ['2026-01-01T00:00:00Z', 'x'],
          ['-200000-01-01T00:00:00Z', randomUUID()],
          [1, randomUUID()],
          ['2026-01-01T00:00:00Z'],
          null,
        ];
        for (const value of made) {
          expect(await hugo.get(`${list}?cursor=${cursor(value)}`)).toMatchObject({
            status: 422,
            body: { code: 'request.bad_cursor' },
          });
        }
      },
    );
  });

  it('takes as many statements for thirty profiles more', async () => {
    const database = <Row extends object>(sql: string) => ask<Row>(broker.database.url('sallyport'), sql);
    const [{ id: personId }] = await database<{ id: string }>("SELECT id FROM person WHERE handle = 'milan'");
    const listed = async (): Promise<{ profiles: number; statements: number }> => {
      const { uow, taken } = countedReads(broker.get(UnitOfWork));
      const [catalog, directory] = [broker.get(CatalogRepository), broker.get(DirectoryRepository)];
      const [grants, requests] = [broker.get(GrantRepository), broker.get(RequestRepository)];
      const views = new ProfileViews(uow, catalog, directory, grants, requests, broker.clock);
      const { items } = await views.list({ personId });
      return { profiles: items.length, statements: taken() };
    };
    const few = await listed();
    await database(
      `INSERT INTO access_profile SELECT (jsonb_populate_record(f, jsonb_build_object(
         'id', gen_random_uuid(), 'key', f.key || '-' || copy, 'name', f.name || ' ' || copy))).*
       FROM access_profile f, generate_series(1, 30) copy WHERE f.key = 'usage-metrics-read'`,
    );
    expect(await listed()).toEqual({ profiles: few.profiles + 30, statements: few.statements });
    await database("DELETE FROM access_profile WHERE key LIKE 'usage-metrics-read-%'");
  });
});
