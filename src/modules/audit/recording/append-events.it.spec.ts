import canonicalize from 'canonicalize';
import { newId, Redacted, ManualClock } from '../../../kernel';
import { PersonKeys } from '../../../platform/crypto/person-keys';
import { open, personal, type AuditField, type AuditValue } from '../../../platform/database/audit-event';
import { TestTrail, TRAIL_KEY, anEvent } from '../../../../test/builders/audit-trail';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import type { EventBody } from '../domain/event-body';

interface Row {
  id: string;
  recorded_at: Date;
  type: string;
  severity: string;
  actor: string;
  entities: string[];
  search: string;
  body: Buffer;
  seq: string | null;
}

describe('writing audit events', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;
  const clock = new ManualClock(new Date('2026-03-04T05:06:07.089Z'));

  beforeAll(async () => {
    postgres = await startTestPostgres();
    trail = await TestTrail.fresh(postgres, clock);
  });
  afterAll(async () => {
    await trail.close();
    await postgres.stop();
  });

  const rows = (type: string): Promise<Row[]> =>
    trail.query<Row>('SELECT * FROM audit_event WHERE type = $1 ORDER BY recorded_at, id', [type]);
  const only = async (type: string): Promise<Row & { said: EventBody }> => {
    const [row, ...rest] = await rows(type);
    expect(rest).toEqual([]);
    return { ...row, said: JSON.parse(row.body.toString()) as EventBody };
  };

  it('keeps the exact canonical bytes, and beside them only what helps to find them', async () => {
    const [request, profile, person] = [newId(), newId(), newId()];
    await trail.record(
      [
        {
          type: 'requests.submitted',
          subject: { kind: 'access-request', id: request },
          related: [{ kind: 'access-profile', id: profile }],
          severity: 'notice',
          data: { seconds: open(3600), ticket: open('OPS-12'), from: open(clock.now()), nothing: undefined },
        },
      ],
      { kind: 'person', personId: person, requestId: 'r-1' },
    );
    const row = await only('requests.submitted');
    expect(row.body.toString()).toBe(canonicalize(row.said));
    expect(row.said).toEqual({
      v: 1,
      id: row.id,
      at: '2026-03-04T05:06:07.089Z',
      type: 'requests.submitted',
      severity: 'notice',
      actor: { kind: 'person', id: person },
      requestId: 'r-1',
      subject: { kind: 'access-request', id: request },
      related: [{ kind: 'access-profile', id: profile }],
      data: { seconds: 3600, ticket: 'OPS-12', from: '2026-03-04T05:06:07.089Z' },
      personal: {},
    });
    expect(row).toMatchObject({
      recorded_at: clock.now(),
      severity: 'notice',
      actor: `person:${person}`,
      entities: [request, profile, person],
      search: 'requests.submitted\n3600\nops-12',
      seq: null,
    });
  });

  it('keeps the order in which one transaction recorded, and ids that carry the moment', async () => {
    await trail.record(
      Array.from({ length: 2_345 }, (_, n) => anEvent(String(n), { type: 'tests.ordered' })),
    );
    const texts = (await rows('tests.ordered')).map(
      (row) => (JSON.parse(row.body.toString()) as EventBody).data.text,
    );
    expect(texts).toEqual(Array.from({ length: 2_345 }, (_, n) => String(n)));
    const { id } = (await rows('tests.ordered'))[0];
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(clock.now().getTime());
  });

  it('I17 stores a value that nobody classified as [redacted], whatever forced it through', async () => {
    const secret = 'canary-5f3a';
    // @ts-expect-error a raw value is no classified field
    const raw: Record<string, AuditField> = { raw: secret };
    // @ts-expect-error a class that hides its value is no audit value
    const hidden: AuditValue = new Redacted(secret);
    const lookalike = { value: secret, personId: newId() } as unknown as AuditField;
    await trail.record([
      anEvent('', {
        type: 'tests.forced',
        data: { ...raw, hidden: open(hidden), lookalike, deep: open([hidden]) },
      }),
    ]);
    const row = await only('tests.forced');
    expect(row.said.data).toEqual({
      raw: '[redacted]',
      hidden: '[redacted]',
      lookalike: '[redacted]',
      deep: ['[redacted]'],
    });
    expect(JSON.stringify(row) + row.body.toString('latin1')).not.toContain(secret);
  });

  it('stores text that is hostile to terminals, to SQL and to encodings as data', async () => {
    const text = 'a\0b\u001b[31m\'); DROP TABLE audit_event; --\ud800 <script>\n{"actor":';
    await trail.record([anEvent(text, { type: 'tests.hostile' })]);
    const row = await only('tests.hostile');
    expect(row.said.data.text).toBe(text.replace('\ud800', '\ufffd'));
    expect(row.body.includes('\n')).toBe(false);
  });

  it('refuses an event that has no JSON form or is far too large, and with it the transaction', async () => {
    await expect(
      trail.record([anEvent('', { type: 'tests.refused', data: { n: open(NaN) } })]),
    ).rejects.toThrow();
    const huge = { text: open('x'.repeat(70_000)) };
    await expect(
      trail.record([anEvent(), anEvent('', { type: 'tests.refused', data: huge })]),
    ).rejects.toThrow(/70/);
    expect(await rows('tests.refused')).toEqual([]);
  });

  describe('personal values', () => {
    const opened = async (row: { said: EventBody }, field: string): Promise<unknown> => {
      const { person, sealed } = row.said.personal[field];
      const key = (await trail.personKeys.forReading(trail.query, [person])).get(person);
      return key && sealed
        ? JSON.parse(key.open(`${row.said.id} ${field}`, Buffer.from(sealed, 'base64')).toString())
        : undefined;
    };

    it('are unreadable in the row and open with the key of their person', async () => {
      const person = newId();
      const reason = personal(person, 'Because of my illness');
      await trail.record([anEvent('', { type: 'tests.personal', data: { reason } })], {
        kind: 'person',
        personId: person,
        address: '203.0.113.9',
      });
      const row = await only('tests.personal');
      expect(row.body.toString() + row.search).not.toMatch(/illness|203\.0/);
      expect(row.entities).toContain(person);
      expect(await opened(row, 'reason')).toBe('Because of my illness');
      expect(row.said.actor).toMatchObject({
        kind: 'person',
        address: { person, sealed: expect.any(String) as string },
      });
    });

    it('do not open when moved to another field or event', async () => {
      const row = await only('tests.personal');
      const { person, sealed } = row.said.personal.reason;
      const key = (await trail.personKeys.forReading(trail.query, [person])).get(person)!;
      const bytes = Buffer.from(sealed!, 'base64');
      expect(() => key.open(`${row.said.id} other`, bytes)).toThrow();
      expect(() => key.open(`${newId()} reason`, bytes)).toThrow();
    });

    it('are gone for good when the key is erased, while the bytes stay as they are', async () => {
      const person = newId();
      const event = () =>
        anEvent('', { type: 'tests.erased', data: { reason: personal(person, 'private') } });
      await trail.record([event()]);
      const before = await rows('tests.erased');
      expect(await trail.personKeys.erase(trail.query, person, clock.now())).toBe(true);
      expect(await trail.personKeys.erase(trail.query, person, clock.now())).toBe(false);
      expect(await trail.personKeys.forReading(trail.query, [person])).toEqual(new Map());
      await trail.record([event()]);
      const [old, fresh] = await rows('tests.erased');
      expect(old).toEqual(before[0]);
      expect((JSON.parse(fresh.body.toString()) as EventBody).personal).toEqual({
        reason: { person, sealed: null },
      });
      await expect(
        trail.query("UPDATE person_key SET wrapped = '\\x00', erased_at = NULL WHERE person_id = $1", [
          person,
        ]),
      ).rejects.toThrow(/only grows/);
    });

    it('are gone for every process at once, also for one that has the key in mind', async () => {
      const person = newId();
      const event = () =>
        anEvent('', { type: 'tests.minded', data: { reason: personal(person, 'private') } });
      await trail.record([event()]);
      await trail.record([event()]);
      const another = new PersonKeys(TRAIL_KEY);
      expect((await another.forReading(trail.query, [person])).size).toBe(1);
      await another.erase(trail.query, person, clock.now());
      expect((await trail.personKeys.forReading(trail.query, [person])).size).toBe(0);
    });

    it('use one key though twenty transactions need it at once for the first time', async () => {
      const person = newId();
      const data = () => ({ reason: personal(person, 'x'), other: personal(newId(), 'y') });
      await Promise.all(
        Array.from({ length: 20 }, () => trail.record([anEvent('', { type: 'tests.raced', data: data() })])),
      );
      const all = await rows('tests.raced');
      expect(all).toHaveLength(20);
      for (const row of all) {
        const said = JSON.parse(row.body.toString()) as EventBody;
        expect(await opened({ said }, 'reason')).toBe('x');
      }
    });

    it('never use a key whose transaction was rolled back', async () => {
      const person = newId();
      const broken = anEvent('', {
        type: 'tests.rolled_back',
        data: { a: personal(person, 'x'), n: open(NaN) },
      });
      await expect(trail.record([broken])).rejects.toThrow();
      await trail.record([anEvent('', { type: 'tests.after', data: { reason: personal(person, 'kept') } })]);
      expect(await opened(await only('tests.after'), 'reason')).toBe('kept');
    });
  });
});
