import pg from 'pg';
import { TestBroker } from '../../../../test/support/broker';
import type { Answer, Json, Person } from '../../../../test/support/person';

jest.setTimeout(120_000);

const HEADING = 'handle,name,email,status,job roles,manager,security-training';
const ANNA = 'anna,Anna Öst,anna@marelle.example,,engineer,tomasz,2026-03-03';
const BERT = 'bert,Bert Ahn,bert@marelle.example,,support-lead,anna,';
const fileOf = (...rows: string[]): string => `\ufeff${[HEADING, ...rows].join('\r\n')}\r\n`;

describe('people from a list (CSV), over two processes', () => {
  let one: TestBroker;
  let other: TestBroker;
  let owner: pg.Client;
  let hugo: Person;

  beforeAll(async () => {
    one = await TestBroker.start({ role: 'web' });
    other = await TestBroker.start({ role: 'web', beside: one });
    owner = new pg.Client({ connectionString: one.database.url('sallyport') });
    await owner.connect();
    hugo = await one.signIn('hugo');
  });
  afterAll(async () => {
    await owner.end();
    await other.stop();
    await one.stop();
  });

  const send = (
    who: Person,
    path: string,
    text: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    who.call('POST', `/people-list${path}`, text, { 'content-type': 'text/csv', ...headers });
  const preview = async (text: string, complete = false): Promise<Json> =>
    (await send(hugo, `/preview?complete=${complete}`, text)).body;
  const apply = async (text: string, { complete = false, leaving = '', who = hugo, shown = text } = {}) => {
    const { digest, subjectId } = await preview(shown, complete);
    const proof = await who.stepUp('people.import-list', subjectId, digest);
    const query = `?complete=${complete}&digest=${digest}${leaving && `&leaving=${leaving}`}`;
    return send(who, query, text, proof);
  };
  const personOf = async (handle: string): Promise<Json> => (await hugo.get(`/people/${handle}`)).body;
  const events = async (type: string): Promise<number> =>
    (await owner.query('SELECT FROM audit_event WHERE type = $1', [type])).rowCount ?? 0;

  it('shows what would change, changes it after a second factor over exactly that, and a second time nothing', async () => {
    const file = fileOf(ANNA, BERT);
    const shown = await preview(file);
    expect(shown).toMatchObject({ faults: [], counts: { joins: 2 }, manyLeave: null });
    expect(shown.people[1].words).toEqual([
      'joins as bert',
      'gains the job role support lead',
      'reports to anna',
    ]);
    expect((await hugo.get('/people/anna')).status).toBe(404);
    expect(await send(hugo, `?digest=${shown.digest}`, file)).toMatchObject({
      status: 401,
      body: { stepUp: { action: 'people.import-list', digest: shown.digest } },
    });
    expect(await apply(file)).toMatchObject({ status: 200, body: { counts: { joins: 2 } } });
    expect(await personOf('anna')).toMatchObject({
      name: 'Anna Öst',
      source: 'csv',
      status: 'active',
      jobRoles: [{ key: 'engineer' }],
      manager: { handle: 'tomasz' },
    });
    expect(await personOf('bert')).toMatchObject({ manager: { handle: 'anna' } });
    const imported = await events('people.list_imported');
    expect(await apply(file)).toMatchObject({ status: 200, body: { counts: { joins: 0, stays: 2 } } });
    expect(await events('people.list_imported')).toBe(imported);
  });

  it('is a round trip: what is exported changes nothing, and corrected changes what was corrected', async () => {
    const exported = (await hugo.get('/people-list')).body as string;
    expect(await preview(exported, true)).toMatchObject({ faults: [], counts: { stays: 2 } });
    const { people } = await preview(exported.replace('Bert Ahn', '=Bert()'));
    expect(people.flatMap(({ words }: Json) => words)).toEqual(['is called “=Bert()” instead of “Bert Ahn”']);
    expect(await events('people.list_exported')).toBe(1);
  });

  it('refuses another file than was shown, and a directory that has changed since, and changes nothing', async () => {
    const moved = BERT.replace('support-lead', 'engineer');
    expect(await apply(fileOf(moved, ANNA), { shown: fileOf(ANNA, moved) })).toMatchObject({
      status: 409,
      body: { code: 'people.list_changed' },
    });
    const { digest, subjectId } = await preview(fileOf(moved));
    const proof = await hugo.stepUp('people.import-list', subjectId, digest);
    await owner.query(`UPDATE person SET name = 'Bert' WHERE handle = 'bert'`);
    expect(await send(hugo, `?digest=${digest}`, fileOf(moved), proof)).toMatchObject({ status: 409 });
    await owner.query(`UPDATE person SET name = 'Bert Ahn' WHERE handle = 'bert'`);
    expect((await personOf('bert')).jobRoles).toMatchObject([{ key: 'support-lead' }]);
  });

  it('applies a list once, however many send it to both processes', async () => {
    const file = fileOf(BERT.replace('Bert Ahn', 'Bert Ahn-Lind'));
    const { digest, subjectId } = await preview(file);
    const proof = await hugo.stepUp('people.import-list', subjectId, digest);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        send(hugo.through(index % 2 === 0 ? one : other), `?digest=${digest}`, file, proof),
      ),
    );
    // Whoever comes second finds it done: nothing is changed twice, and a lost answer may be asked for again (I14).
    expect(answers.map(({ body }) => body.counts.changes).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    await apply(fileOf(BERT));
  });

  it('I18 never gives a job role of the circle, changes nothing of the other rows, and puts the attempt on record', async () => {
    const file = fileOf(ANNA.replace('engineer', 'engineer; CTO'), BERT.replace('Bert', 'Bertram'));
    const shown = await preview(file);
    expect(shown).toMatchObject({ faultCount: 1, faults: [{ line: 2, column: 'job roles' }], people: [] });
    const before = await events('people.circle_refused');
    expect(await apply(file)).toMatchObject({
      status: 422,
      body: { code: 'people.faulty_list', faults: [{ line: 2, column: 'job roles' }] },
    });
    expect(await events('people.circle_refused')).toBe(before + 1);
    expect((await personOf('bert')).name).toBe('Bert Ahn');
    expect((await personOf('anna')).jobRoles).toMatchObject([{ key: 'engineer' }]);
  });

  it('touches nobody of the policy file or of a provisioning system', async () => {
    const { faults } = await preview(
      fileOf('milan,M,milan@marelle.example,left,,,', 'x,X,hugo.brandt@marelle.example,,,,'),
    );
    expect(faults).toMatchObject([
      { line: 2, message: expect.stringContaining('managed by the policy file') as string },
      { line: 3, message: expect.stringContaining('managed by the policy file') as string },
    ]);
  });

  it('I16 a complete list lets go whom it leaves out: sessions end in the same transaction, the guard asks for the number', async () => {
    await apply(
      fileOf('cara,Cara,cara@marelle.example,,engineer,,', 'dirk,Dirk,dirk@marelle.example,,engineer,,'),
    );
    expect(await preview(fileOf(ANNA, BERT), true)).toMatchObject({ manyLeave: { leaving: 2, of: 4 } });
    expect(await apply(fileOf(ANNA, BERT), { complete: true })).toMatchObject({
      status: 409,
      body: { code: 'people.many_would_leave', leaving: 2, of: 4 },
    });
    expect(await personOf('cara')).toMatchObject({ status: 'active' });
    expect(await apply(fileOf(ANNA, BERT), { complete: true, leaving: '2' })).toMatchObject({ status: 200 });
    expect(await personOf('cara')).toMatchObject({ status: 'left', source: 'none', jobRoles: [] });
    const { people } = await preview(fileOf('cara,Cara,cara@marelle.example,,engineer,,'));
    expect(people[0]).toMatchObject({ effect: 'comes-back' });
  });

  it('I16 whom a list said to have left begins with nothing, whoever comes under the name', async () => {
    const john = 'jsmith,John Smith,john@marelle.example,';
    await apply(fileOf(`${john}active,engineer,,2026-03-03`));
    const { id } = await personOf('jsmith');
    await owner.query(`INSERT INTO password_credential VALUES ($1, 'hash', now())`, [id]);
    await owner.query(`INSERT INTO totp_factor VALUES ($1, '\\x00', 0, now())`, [id]);
    await apply(fileOf(`${john}left,,,`));
    const jane = fileOf('jsmith,Jane Smith,jane@marelle.example,active,engineer,,');
    expect((await preview(jane)).people[0].words[0]).toContain('begins without password');
    expect((await apply(jane)).status).toBe(200);
    for (const table of ['password_credential', 'totp_factor', 'person_prerequisite'])
      expect((await owner.query(`SELECT FROM ${table} WHERE person_id = $1`, [id])).rowCount).toBe(0);
    expect(await personOf('jsmith')).toMatchObject({ id, name: 'Jane Smith', secondFactor: false });
  });

  it('is open to those who manage people, in a file of at most 1 MB, and nowhere else takes a file', async () => {
    const ines = await one.signIn('ines');
    expect((await send(ines, '/preview', fileOf(ANNA))).status).toBe(403);
    expect((await ines.get('/people-list')).status).toBe(403);
    expect((await send(hugo, '/preview', 'x'.repeat(1_048_577))).status).toBe(413);
    expect((await hugo.post('/people-list/preview', { name: 'x' })).status).toBe(422);
    expect(
      (await hugo.call('POST', '/people/milan/suspend', 'a,b', { 'content-type': 'text/csv' })).status,
    ).toBe(415);
  });
});
