import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { TestBroker } from '../../../test/support/broker';
import type { Json, Person } from '../../../test/support/person';
import { newId } from '../../kernel';
import { hashLeaf } from './domain/merkle';
import { verifyInclusion } from './domain/merkle-proof';
import { verifyExport } from './verifying/verify-export';

jest.setTimeout(120_000);

const cursorOf = (...value: unknown[]): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the audit API', () => {
  let broker: TestBroker;
  let hugo: Person;
  let milan: Person;

  beforeAll(async () => {
    broker = await TestBroker.start();
    hugo = await broker.signIn('hugo');
    milan = await broker.signIn('milan');
  });
  afterAll(() => broker.stop());

  const get = async (path: string, who = hugo): Promise<Json> => {
    const answer = await who.get(`/audit${path}`);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const until = async (holds: (status: Json) => boolean): Promise<Json> => {
    const deadline = performance.now() + 20_000;
    while (performance.now() < deadline) {
      const status = await get('/status');
      if (holds(status)) return status;
      await delay(50);
    }
    throw new Error(`The trail did not come to rest: ${JSON.stringify(await get('/status'))}`);
  };

  it('becomes verified by itself within seconds', async () => {
    const status = await until(({ state }) => state === 'verified');
    expect(status).toMatchObject({
      unsealed: 0,
      brokenAt: null,
      detail: '',
      verifiedSize: status.size,
      signedSize: status.size,
    });
    expect(status.size).toBeGreaterThan(0);
  });

  it('pages through everything, newest first, with names and sentences', async () => {
    const seen: Json[] = [];
    for (let cursor = ''; ;) {
      const page = await get(`/events?limit=7${cursor}`);
      seen.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    const signedIn = seen.find(({ type, actor }) => type === 'identity.signed_in' && actor.kind === 'person');
    expect(signedIn).toMatchObject({ sentence: expect.any(String), actor: { name: expect.any(String) } });
  });

  it('shows one event whose proof holds against the signed checkpoint', async () => {
    await until(({ state }) => state === 'verified');
    const { items } = await get('/events?limit=1&type=identity');
    const event = await get(`/events/${items[0].id}`);
    const { proof } = event;
    const hashes = proof.hashes.map((hash: string) => Buffer.from(hash, 'hex'));
    const leaf = hashLeaf(Buffer.from(event.body));
    expect(proof.leafHash).toBe(leaf.toString('hex'));
    expect(
      verifyInclusion(proof.leafIndex, proof.treeSize, leaf, hashes, Buffer.from(proof.rootHash, 'hex')),
    ).toBe(true);
  });

  it('exports what verifies offline with the key alone, and records that it did', async () => {
    await until(({ state }) => state === 'verified');
    const { key, note, size } = await get('/checkpoint');
    const answer = await hugo.get('/audit/export');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toContain('sallyport-audit.ndjson');
    const report = await verifyExport(Readable.from([Buffer.from(answer.body)]), { key, seen: [note] });
    expect(report).toMatchObject({ ok: true, verified: expect.any(Number) });
    expect(report.verified).toBeGreaterThanOrEqual(size);
    const { items } = await get('/events?type=audit.exported');
    expect(items).toMatchObject([{ severity: 'notice', actor: { kind: 'person' } }]);
  });

  it.each([
    ['an unknown filter', '/events?actorName=hugo'],
    ['a type that is none', '/events?type=%27%3B--'],
    ['a weight that is none', '/events?severity=worst'],
    ['a time that is none', '/events?from=yesterday'],
    ['too long a page', '/events?limit=1000'],
    ['a cursor of its own making', '/events?cursor=abc'],
    ['a cursor whose id is none', `/events?cursor=${cursorOf('2026-01-01T00:00:00Z', 'x')}`],
    ['a cursor of no year', `/events?cursor=${cursorOf('-200000-01-01T00:00:00Z', newId())}`],
    ['words with a NUL', '/events?q=a%00b'],
    ['words with an escape', '/events?q=a%1b%5b31m'],
    ['a thing with a NUL', '/events?subject=a%00b'],
    ['a part of the product with a NUL', '/events?actor=system:a%00b'],
    ['an id that is none', '/events/1'],
  ])('refuses %s', async (_, path) => {
    expect(await hugo.get(`/audit${path}`)).toMatchObject({ status: 422 });
  });

  it('answers a search for words that takes too long with what to do about it', async () => {
    const owner = new pg.Client({ connectionString: broker.database.url('sallyport') });
    await owner.connect();
    try {
      await owner.query('BEGIN; LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE');
      expect(await hugo.get('/audit/events?q=anything')).toMatchObject({
        status: 422,
        body: { code: 'audit.search_too_wide', detail: expect.stringContaining('Narrow the time') },
      });
    } finally {
      await owner.end();
    }
    expect((await get('/events?q=hugo&limit=1')).items.length).toBeLessThanOrEqual(1);
  });

  it('knows no event that is not there', async () => {
    expect(await hugo.get(`/audit/events/${newId()}`)).toMatchObject({
      status: 404,
      body: { code: 'audit.unknown_event' },
    });
  });

  it.each(['/events', `/events/${newId()}`, '/export'])(
    'shows %s only to who may read the trail',
    async (path) => {
      expect((await milan.get(`/audit${path}`)).status).toBe(403);
      expect((await fetch(`${broker.url}/api/v1/audit${path}`)).status).toBe(401);
    },
  );

  it('shows the state and the checkpoint to everybody who is signed in', async () => {
    await get('/status', milan);
    await get('/checkpoint', milan);
    expect((await fetch(`${broker.url}/api/v1/audit/status`)).status).toBe(401);
  });
});
