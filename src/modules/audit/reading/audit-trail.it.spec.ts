import { ManualClock, newId, SECOND } from '../../../kernel';
import { open, personal, type AuditEventInput } from '../../../platform/database/audit-event';
import { TestTrail } from '../../../../test/builders/audit-trail';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { AuditTrail } from './audit-trail';
import { AuditTree } from '../sealing/audit-tree';
import { AuditViews, viewStatus } from './audit-views';
import { openCheckpoint } from '../domain/checkpoint';
import { hashLeaf } from '../domain/merkle';
import { verifyInclusion } from '../domain/merkle-proof';
import { parseKeyring } from '../domain/keyring';
import type { EventFilter } from './event-search';
import { EventWords } from './event-words';

jest.setTimeout(60_000);

describe('reading the trail', () => {
  let postgres: TestPostgres;
  let test: TestTrail;
  let trail: AuditTrail;
  const clock = new ManualClock(new Date('2026-03-01T00:00:00.000Z'));
  const tree = new AuditTree();
  const [alice, bob, request] = [newId(), newId(), newId()];

  const event = (type: AuditEventInput['type'], more: Partial<AuditEventInput> = {}): AuditEventInput => ({
    type,
    subject: { kind: 'access-request', id: request },
    ...more,
  });

  /** Seven events, a second apart; the last two are not sealed. */
  beforeAll(async () => {
    postgres = await startTestPostgres();
    test = await TestTrail.fresh(postgres, clock);
    trail = new AuditTrail(test.personKeys);
    const by = (personId: string) => ({ kind: 'person', personId, address: '192.0.2.7' }) as const;
    const record = async (input: AuditEventInput, actor?: Parameters<TestTrail['record']>[1]) => {
      clock.advance(SECOND);
      await test.record([input], actor);
    };
    await record(
      event('requests.submitted', { data: { reason: personal(alice, 'My ticket'), ticket: open('OPS-12') } }),
      by(alice),
    );
    await record(event('requests.approved', { severity: 'notice', data: { factor: open('totp') } }), by(bob));
    await record(event('grants.created', { related: [{ kind: 'person', id: alice }] }));
    await record(event('requests_x.odd', { subject: { kind: 'other', id: newId() } }), {
      kind: 'anonymous',
      address: '192.0.2.9',
    });
    await record(
      event('grants.lease_unconfirmed', { severity: 'alert', data: { why: open('100% down_under') } }),
    );
    await test.seal();
    await record(event('grants.lease_ended', { data: { nested: open({ deep: ['Gone FOREVER'] }) } }));
    await record(event('grants.ended'));
  });
  afterAll(async () => {
    await test.close();
    await postgres.stop();
  });

  const typesOf = async (filter: EventFilter, limit = 50): Promise<string[]> =>
    (await trail.newest(test.reader, filter, limit)).map(({ type }) => type);
  const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 0, 0, second));
  const ALL = [
    'grants.ended',
    'grants.lease_ended',
    'grants.lease_unconfirmed',
    'requests_x.odd',
    'grants.created',
    'requests.approved',
    'requests.submitted',
  ];

  it('lists newest first, the sealed and the unsealed together', async () => {
    expect(await typesOf({})).toEqual(ALL);
    expect((await trail.newest(test.reader, {}, 3)).map(({ index }) => index)).toEqual([null, null, 4]);
  });

  it.each<[string, EventFilter, string[]]>([
    [
      'a capability, and none whose name begins alike',
      { type: 'requests' },
      ['requests.approved', 'requests.submitted'],
    ],
    ['a type that would mean more to LIKE', { type: 'request_' }, []],
    ['a type that would mean all to LIKE', { type: '%' }, []],
    ['one type', { type: 'grants.ended' }, ['grants.ended']],
    ['who did it', { actor: `person:${bob}` }, ['requests.approved']],
    [
      'what Sallyport did',
      { actor: 'system:test' },
      ['grants.ended', 'grants.lease_ended', 'grants.lease_unconfirmed', 'grants.created'],
    ],
    ['whom it names: by, about or related', { entity: alice }, ['grants.created', 'requests.submitted']],
    ['what it is about', { entity: request }, ALL.filter((type) => type !== 'requests_x.odd')],
    ['its weight', { severity: 'alert' }, ['grants.lease_unconfirmed']],
    ['open text, in any case', { text: 'gone forever' }, ['grants.lease_ended']],
    ['text with characters that SQL knows', { text: '100% DOWN_' }, ['grants.lease_unconfirmed']],
    ['no text that is personal', { text: 'ticket' }, []],
    ['a time, its end exclusive', { from: at(2), to: at(4) }, ['grants.created', 'requests.approved']],
    [
      'all of it at once',
      { type: 'grants', severity: 'alert', from: at(1), entity: request },
      ['grants.lease_unconfirmed'],
    ],
    ['nothing', { text: "'; DROP TABLE audit_event; --" }, []],
  ])('filters by %s', async (_, filter, expected) => {
    expect(await typesOf(filter)).toEqual(expected);
  });

  it('goes on after any event exactly where the page before ended', async () => {
    for (const limit of [1, 2, 3]) {
      const seen: string[] = [];
      let after: EventFilter['after'];
      for (;;) {
        const page = await trail.newest(test.reader, { after }, limit);
        seen.push(...page.map(({ type }) => type));
        const last = page.at(-1);
        if (!last) break;
        after = { at: last.at, id: last.id };
      }
      expect(seen).toEqual(ALL);
    }
  });

  it('tells the story of one thing oldest first', async () => {
    const story = await trail.about(test.reader, { kind: 'access-request', id: request }, 3);
    expect(story.map(({ type }) => type)).toEqual([
      'grants.lease_unconfirmed',
      'grants.lease_ended',
      'grants.ended',
    ]);
  });

  it('opens personal values while their key exists, and says so when it does not', async () => {
    const read = async () => (await trail.newest(test.reader, { type: 'requests.submitted' }, 1))[0];
    expect(await read()).toMatchObject({
      actor: { kind: 'person', id: alice, address: '192.0.2.7' },
      data: { ticket: 'OPS-12' },
      personal: { reason: { personId: alice, value: 'My ticket', erased: false } },
    });
    await test.personKeys.erase(test.query, alice, clock.now());
    expect(await read()).toMatchObject({
      actor: { address: '[erased]' },
      personal: { reason: { value: '[erased]', erased: true } },
    });
  });

  it('gives one event with a proof that its exact bytes are under the signed root', async () => {
    const views = new AuditViews(new EventWords(), tree);
    for (const listed of await trail.newest(test.reader, {}, 10)) {
      const found = (await trail.one(test.reader, listed.id))!;
      const view = await views.detail(test.reader, found);
      expect(view).toMatchObject({ id: listed.id, seq: listed.index, signed: listed.index !== null });
      if (listed.index === null) {
        expect(view.proof).toBeNull();
        continue;
      }
      const { leafIndex, treeSize, hashes, checkpoint } = view.proof!;
      const signed = openCheckpoint(checkpoint, parseKeyring(test.verifierKey));
      expect(signed.size).toBe(treeSize);
      const proof = hashes.map((hash) => Buffer.from(hash, 'hex'));
      expect(verifyInclusion(leafIndex, treeSize, hashLeaf(Buffer.from(view.body)), proof, signed.root)).toBe(
        true,
      );
    }
    expect(await trail.one(test.reader, newId())).toBeUndefined();
  });

  it('uses the names and sentences that the capabilities gave it, and plain ones otherwise', async () => {
    const words = new EventWords();
    words.nameThings('person', (ids) =>
      Promise.resolve(new Map(ids.map((id) => [id, id === bob ? 'Bob' : 'Alice']))),
    );
    words.tellEvents({
      'requests.approved': ({ actor }, nameOf) =>
        `${nameOf(actor.kind === 'person' ? actor.id : '')} said yes.`,
    });
    const items = await new AuditViews(words, tree).list(
      test.reader,
      await trail.newest(test.reader, {}, 10),
    );
    expect(items.map(({ sentence, actor }) => `${actor.name}: ${sentence}`)).toEqual([
      'Sallyport: Ended: access request',
      'Sallyport: Lease ended: access request',
      'Sallyport: Lease unconfirmed: access request',
      'Somebody not signed in: Odd: other',
      'Sallyport: Created: access request',
      'Bob: Bob said yes.',
      'Alice: Submitted: access request',
    ]);
  });

  it('says how the tree is', async () => {
    expect(viewStatus(await tree.status(test.reader))).toMatchObject({
      size: 5,
      signedSize: 5,
      unsealed: 2,
      state: 'pending',
      verifiedSize: 0,
      brokenAt: null,
    });
    const checkpoint = await tree.checkpoint(test.reader);
    expect(openCheckpoint(checkpoint.note, parseKeyring(checkpoint.verifierKey)).root).toEqual(
      checkpoint.root,
    );
  });
});
