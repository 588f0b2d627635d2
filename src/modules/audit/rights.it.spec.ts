import { TestTrail } from '../../../test/builders/audit-trail';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';

jest.setTimeout(60_000);

const REFUSED = { code: '42501' };

/** Who may do what to the trail inside PostgreSQL, tried as each role. */
describe('rights to the audit trail', () => {
  let postgres: TestPostgres;
  let trail: TestTrail;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    trail = await TestTrail.fresh(postgres);
    await trail.recordMany(3);
    await trail.seal();
    await trail.recordMany(1);
  });
  afterAll(async () => {
    await trail.close();
    await postgres.stop();
  });

  const TABLES = ['audit_event', 'audit_seal', 'audit_node', 'audit_checkpoint', 'audit_prune'];
  const insertEvent = (seq: string): string =>
    `INSERT INTO audit_event (recorded_at, id, type, severity, actor, entities, search, body, seq)
     VALUES (now(), gen_random_uuid(), 't.t', 'info', 'anonymous', '{}', '', '', ${seq})`;

  it.each([
    ['change an event', "UPDATE audit_event SET body = ''"],
    ['number an event', 'UPDATE audit_event SET seq = 3 WHERE seq IS NULL'],
    ['write a numbered event', insertEvent('3')],
    ['go around the table by its partition', "UPDATE audit_event_other SET body = ''"],
    ['write to a partition', 'INSERT INTO audit_event_other SELECT * FROM audit_event'],
    ['sign', "INSERT INTO audit_checkpoint VALUES (3, now(), sha256(''), '', '')"],
    ['seal', "INSERT INTO audit_seal VALUES (3, 1, sha256(''), now())"],
    ['say that it is verified', "INSERT INTO audit_watch VALUES ('verification', 'verified', 3, '', now())"],
    ['delete the key of a person', 'DELETE FROM person_key'],
    ['make months', 'SELECT audit_prepare_months(now(), 1)'],
    ['switch a trigger off', 'ALTER TABLE audit_event DISABLE TRIGGER ALL'],
    ...TABLES.flatMap((table) => [
      [`delete from ${table}`, `DELETE FROM ${table}`],
      [`truncate ${table}`, `TRUNCATE ${table}`],
    ]),
  ])('the application may not %s', async (_, sql) => {
    await expect(trail.query(sql)).rejects.toMatchObject(REFUSED);
  });

  it.each([
    ['change the bytes of an event', "UPDATE audit_event SET body = '', seq = 3 WHERE seq IS NULL"],
    ['number an event anew', 'UPDATE audit_event SET seq = seq + 1 WHERE seq IS NOT NULL'],
    ['take a number away', 'UPDATE audit_event SET seq = NULL WHERE seq = 1'],
    ['write an event', insertEvent('NULL')],
    ['delete events', 'DELETE FROM audit_event'],
    ['change a checkpoint', "UPDATE audit_checkpoint SET note = ''"],
    ['change what it sealed', "UPDATE audit_seal SET leaf_hashes = ''"],
    ['read the keys of people', 'SELECT * FROM person_key'],
    ['read the directory', 'SELECT * FROM person'],
  ])('the sealer may not %s', async (_, sql) => {
    await expect(trail.as('sallyport_sealer')(sql)).rejects.toMatchObject(REFUSED);
  });

  it.each([
    ["UPDATE audit_event SET body = '' WHERE seq = 0"],
    ["UPDATE audit_event SET search = '' WHERE seq IS NULL"],
    ['UPDATE audit_event SET seq = NULL WHERE seq = 0'],
    ['DELETE FROM audit_event WHERE seq = 0'],
    ['TRUNCATE audit_event'],
    ['TRUNCATE audit_event_other'],
    [`TRUNCATE audit_event_${new Date().toISOString().slice(0, 7).replace('-', '_')}`],
    ["UPDATE audit_checkpoint SET note = ''"],
    ['DELETE FROM audit_seal'],
    ['TRUNCATE audit_node'],
    ['DELETE FROM audit_prune'],
  ])('even the owner is stopped at first: %s', async (sql) => {
    await expect(trail.as('postgres')(sql)).rejects.toMatchObject(REFUSED);
  });

  it('lets the application write and read, and the sealer number, which both just did', async () => {
    const rows = await trail.query<{ seq: string | null }>(
      'SELECT seq FROM audit_event ORDER BY recorded_at, id',
    );
    expect(rows.map(({ seq }) => seq)).toEqual(['0', '1', '2', null]);
  });

  it('fences the numbers: no two batches begin at the same index', async () => {
    const again =
      'INSERT INTO audit_seal SELECT first_seq, leaf_count, leaf_hashes, sealed_at FROM audit_seal';
    await expect(trail.as('sallyport_sealer')(again)).rejects.toMatchObject({ constraint: 'audit_seal_pk' });
  });
});
