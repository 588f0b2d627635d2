import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { approvedGrant, openSession } from '../../../test/builders/approved-grant';
import { changed, connectors, policyFileOf, SMALL_POLICY } from '../../../test/builders/policy-file';
import { startPolicyApp } from '../../../test/support/policy-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { transitionPairs } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import { ApplyPolicyFile } from './apply-policy-file';
import { POLICY_CHANGE_LIFECYCLE } from './changes/domain/policy-change-lifecycle';
import { checkPolicyFile, type CheckedPolicyFile } from './check-policy-file';
import type { Change } from './plan/change';
import { PlanPolicyFile } from './plan-policy-file';
import type { PolicyFile } from './schema/policy-file.schema';

const ACTOR = systemActor('test');
const DEMO = readFileSync(join(__dirname, '..', '..', '..', 'sallyport.yaml'), 'utf8');

function checked(text: string): CheckedPolicyFile {
  const check = checkPolicyFile(Buffer.from(text), connectors);
  if (!check.sound) throw new Error(JSON.stringify(check.faults));
  return check;
}

/** As if the check had been passed by: the database has to refuse by itself. */
const unchecked = (change: (file: PolicyFile) => void, text = SMALL_POLICY): CheckedPolicyFile => {
  const file = policyFileOf(text);
  change(file);
  return { file, digest: 'unchecked' };
};

jest.setTimeout(60_000);

describe('applying the policy file', () => {
  let postgres: TestPostgres;
  let app: INestApplicationContext;
  let owner: Client;
  let earlier: string[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await startPolicyApp(postgres);
    owner = new Client({ connectionString: postgres.url('sallyport') });
    await owner.connect();
  });

  // The trail only grows, also for its owner: each test looks at what it added.
  beforeEach(async () => {
    await owner.query(
      'TRUNCATE organisation, job_role, person, processing_activity, system, applied_policy_file CASCADE',
    );
    earlier = (await rows<{ id: string }>('SELECT id FROM audit_event')).map(({ id }) => id);
  });

  afterAll(async () => {
    await owner.end();
    await app.close();
    await postgres.stop();
  });

  const apply = (text: string): Promise<readonly Change[]> =>
    app.get(ApplyPolicyFile).run(ACTOR, checked(text));
  const plan = (text: string): Promise<readonly Change[]> => app.get(PlanPolicyFile).run(checked(text));
  const sentences = (changes: readonly Change[]): string[] => changes.map(({ sentence }) => sentence);
  const rows = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query(sql, values)).rows as Row[];
  const events = async (): Promise<{ type: string; body: string }[]> => {
    const found = await rows<{ type: string; body: Buffer }>(
      'SELECT type, body FROM audit_event WHERE id <> ALL ($1::uuid[]) ORDER BY recorded_at, id',
      [earlier],
    );
    return found.map(({ type, body }) => ({ type, body: body.toString() }));
  };
  const idOf = async (handle: string): Promise<string> =>
    (await rows<{ id: string }>('SELECT id FROM person WHERE handle = $1', [handle]))[0].id;

  it('brings the demonstration organisation in, once', async () => {
    const planned = await plan(DEMO);
    expect(await apply(DEMO)).toEqual(planned);
    expect(await rows('SELECT count(*)::int AS people FROM person')).toEqual([
      { people: Object.keys(policyFileOf(DEMO).people).length },
    ]);
    const before = await events();
    expect(before.filter(({ type }) => type !== 'policy.applied')).toHaveLength(planned.length);

    expect(await plan(DEMO)).toEqual([]);
    expect(await apply(DEMO)).toEqual([]);
    expect(await events()).toEqual(before);
  });

  it('finds everything again that it wrote: named people in routes, separation, tickets, ages', async () => {
    const rich = changed(
      ['          - jobRole: dpo\n', '          - person: ines\n'],
      [
        'purpose: Planning.',
        'purpose: Planning.\n    notTogetherWith: [read]\n    ticket: { pattern: "A+" }',
      ],
      [
        'owners: [hugo]',
        'owners: [lea, hugo]\n    settings: { scramIterations: 4096, clientHost: db.example }',
      ],
      ['name: Milan,', 'name: Milan, secondAccountOf: ines, status: suspended,'],
    );
    await apply(rich);
    expect(await plan(rich)).toEqual([]);
    expect(sentences(await plan(SMALL_POLICY)).length).toBeGreaterThan(5);
  });

  it('takes people in any order: a manager may stand below', async () => {
    const [hugo] = /  hugo: .*\n/.exec(SMALL_POLICY) ?? [''];
    const below = SMALL_POLICY.replace(hugo, '').replace(
      'processingActivities:',
      `${hugo}processingActivities:`,
    );
    await apply(below);
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('changes only what differs, and says so in the trail', async () => {
    await apply(SMALL_POLICY);
    const before = (await events()).length;
    const longer = changed(['maximum: 2h', 'maximum: 4h']);
    expect(sentences(await apply(longer))).toEqual(['“Read customers”: maximum duration 2 hours → 4 hours']);
    const [changeEvent, applied, ...others] = (await events()).slice(before);
    expect(others).toEqual([]);
    expect(changeEvent.type).toBe('catalog.access_profile_changed');
    expect(JSON.parse(changeEvent.body)).toMatchObject({
      data: { field: 'duration.maximum', before: 7_200, after: 14_400, policyDigest: checked(longer).digest },
    });
    expect(applied.type).toBe('policy.applied');
    expect(await rows(`SELECT maximum_seconds FROM access_profile WHERE key = 'read'`)).toEqual([
      { maximum_seconds: 14_400 },
    ]);
  });

  it('writes nothing about a person into the trail in clear', async () => {
    await apply(SMALL_POLICY);
    const trail = JSON.stringify(await events());
    for (const personal of ['Léa', 'lea@test.example', 'Milan', 'hugo@test.example', '2025-03-03']) {
      expect(trail).not.toContain(personal);
    }
    expect(trail).toContain('directory.person_added');
  });

  it('I9 changes nothing when one event cannot be written', async () => {
    await apply(SMALL_POLICY);
    await owner.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse();`);
    const other = changed(['maximum: 2h', 'maximum: 4h'], ['name: Léa', 'name: Lea']);
    await expect(apply(other)).rejects.toThrow('no room');
    await owner.query('DROP TRIGGER refuse ON audit_event');
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('two servers that start together apply once', async () => {
    const second = await startPolicyApp(postgres);
    try {
      const both = await Promise.all([
        apply(DEMO),
        second.get(ApplyPolicyFile).run(ACTOR, checked(DEMO)),
        apply(DEMO),
      ]);
      expect(both.map((changes) => changes.length > 0).filter(Boolean)).toHaveLength(1);
      expect((await events()).filter(({ type }) => type === 'policy.applied')).toHaveLength(1);
    } finally {
      await second.close();
    }
  });

  it('I18 the database refuses a personal-data profile outside the circle, and nothing has changed', async () => {
    await apply(SMALL_POLICY);
    const outside = unchecked(({ accessProfiles, people }) => {
      accessProfiles.read.eligibleJobRoles.push('engineer');
      people.lea.name = 'Lea';
    });
    await expect(app.get(ApplyPolicyFile).run(ACTOR, outside)).rejects.toMatchObject({
      constraint: 'personal_data_circle',
    });
    const relabelled = unchecked(({ accessProfiles }) => {
      accessProfiles.count.personalData = true;
    });
    await expect(app.get(ApplyPolicyFile).run(ACTOR, relabelled)).rejects.toMatchObject({
      constraint: 'personal_data_circle',
    });
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('I16 ends the sessions of a person who leaves, is suspended or loses a job role, and of nobody else', async () => {
    await apply(SMALL_POLICY);
    for (const handle of ['hugo', 'lea', 'ines', 'milan']) await openSession(owner, await idOf(handle));
    await apply(
      SMALL_POLICY.replace(/ {2}milan: .*\n/, '')
        .replace('name: Ines,', 'name: Ines, status: suspended,')
        .replace('    jobRoles: [tech-lead]\n', '    jobRoles: [tech-lead, dpo]\n')
        .replace('jobRoles: [cto] }', 'jobRoles: [cto, dpo] }'),
    );
    const open =
      'SELECT handle FROM web_session s JOIN person p ON p.id = s.person_id WHERE ended_at IS NULL ORDER BY 1';
    expect(await rows(open)).toEqual([{ handle: 'hugo' }, { handle: 'lea' }]);
    await apply(SMALL_POLICY.replace('jobRoles: [cto] }', 'jobRoles: [cto, dpo] }'));
    expect(await rows(open)).toEqual([{ handle: 'hugo' }]);
  });

  describe('I16 a grant', () => {
    let grantId: string;
    const state = async (): Promise<unknown> =>
      (await rows<{ state: string }>('SELECT state FROM access_grant WHERE id = $1', [grantId]))[0].state;

    beforeEach(async () => {
      const fresh = SMALL_POLICY.replace('training: 2025-03-03', 'training: 2025-12-01');
      await apply(fresh);
      grantId = await approvedGrant(owner, {
        person: 'lea',
        approver: 'hugo',
        profile: 'read',
        at: new Date('2026-01-05T08:59:00Z'),
      });
      await apply(fresh.replace('name: Test', 'name: Renamed'));
      expect(await state()).toBe('claimable');
    });

    it.each([
      [
        'its person leaves',
        ['    name: Léa\n', '    name: Léa\n    status: left\n'],
        ['manager: lea', 'manager: hugo'],
      ],
      ['its person loses the job role', ['jobRoles: [tech-lead]', 'jobRoles: [engineer]']],
      ['its approver is suspended', ['name: Hugo,', 'name: Hugo, status: suspended,']],
      [
        'its approver turns out to be the same human being',
        ['    manager: hugo\n', '    secondAccountOf: hugo\n'],
      ],
      ['its profile is no longer offered', ['  read:\n', '  read-other:\n']],
    ] as [string, ...[string, string][]][])(
      'ends in the same transaction when %s',
      async (_, ...replacements) => {
        const fresh = changed(...replacements, ['name: Test', 'name: Renamed']);
        await apply(fresh.replace('training: 2025-03-03', 'training: 2025-12-01'));
        expect(await state()).not.toBe('claimable');
      },
    );
  });

  it('keeps people and profiles that the file no longer names, and brings them back', async () => {
    await apply(SMALL_POLICY);
    const fewer = SMALL_POLICY.replace(/ {2}count:[^]*$/, '')
      .replace(/ {2}milan: .*\n/, '')
      .replace(/ {2}engineer: .*\n/, '');
    await apply(fewer);
    expect(await plan(fewer)).toEqual([]);
    expect(await rows(`SELECT status FROM person WHERE handle = 'milan'`)).toEqual([{ status: 'left' }]);
    expect(
      await rows(`SELECT retired_at IS NOT NULL AS retired FROM access_profile WHERE key = 'count'`),
    ).toEqual([{ retired: true }]);
    const ids = await rows('SELECT id FROM person ORDER BY id');
    expect(sentences(await apply(SMALL_POLICY))).toContain(
      'Milan (milan) returns, reached at milan@test.example: begins without password, second factors and prerequisites of before',
    );
    expect(await rows('SELECT id FROM person ORDER BY id')).toEqual(ids);
  });

  const TRAINED = changed(['manager: lea }\n', 'manager: lea, prerequisites: { training: 2025-04-04 } }\n']);
  it.each([
    ['is taken out of the file and named again', TRAINED.replace(/ {2}milan: .*\n/, '')],
    [
      'has left by the file and is active again',
      TRAINED.replace('name: Milan,', 'name: Milan, status: left,'),
    ],
  ])('I16 somebody who %s begins with nothing of before', async (_, gone) => {
    await apply(TRAINED);
    const milan = await idOf('milan');
    await owner.query(`INSERT INTO password_credential VALUES ($1, 'hash', now())`, [milan]);
    await owner.query(`INSERT INTO totp_factor VALUES ($1, '\\x00', 0, now())`, [milan]);
    await owner.query(
      `INSERT INTO linked_identity VALUES ($1, $1, 'https://idp.example', 'the-one-before', now())`,
      [milan],
    );
    await owner.query(
      `INSERT INTO person_prerequisite (person_id, kind, completed_on, source) VALUES ($1, 'agreement', '2026-01-01', 'web')`,
      [milan],
    );
    const kept = async () => [
      ...(await rows('SELECT 1 FROM password_credential WHERE person_id = $1', [milan])),
      ...(await rows('SELECT 1 FROM totp_factor WHERE person_id = $1', [milan])),
      ...(await rows('SELECT 1 FROM linked_identity WHERE person_id = $1', [milan])),
      ...(await rows(`SELECT 1 FROM person_prerequisite WHERE person_id = $1 AND source = 'web'`, [milan])),
    ];
    await apply(gone);
    expect(await kept()).toHaveLength(4);
    await apply(TRAINED);
    expect(await kept()).toEqual([]);
    expect(await rows('SELECT kind FROM person_prerequisite WHERE person_id = $1', [milan])).toEqual([
      { kind: 'training' },
    ]);
  });

  it('tells of somebody whom another source let go that they begin anew, too', async () => {
    await apply(SMALL_POLICY.replace(/ {2}milan: .*\n/, ''));
    await owner.query(
      `INSERT INTO person (id, handle, name, email, status, said_status, source, created_at, updated_at)
       VALUES ($1, 'milan', 'Milan', 'milan@test.example', 'left', 'left', 'csv', now(), now())`,
      [randomUUID()],
    );
    await owner.query(`INSERT INTO password_credential VALUES ($1, 'hash', now())`, [await idOf('milan')]);
    const [told] = sentences(await apply(SMALL_POLICY));
    expect(told).toMatch(/no longer by the list of people \(CSV\): begins without password/);
    expect(await rows('SELECT 1 FROM password_credential')).toEqual([]);
  });

  it('forgets a job role that nothing names any more', async () => {
    await apply(changed(['  engineer: {', '  intern: { title: intern }\n  engineer: {']));
    expect(sentences(await apply(SMALL_POLICY))).toEqual(['Job role intern is removed']);
    expect(await rows(`SELECT 1 FROM job_role WHERE key = 'intern'`)).toEqual([]);
  });

  it('tells in a sentence that an address belongs to somebody who has left', async () => {
    await apply(SMALL_POLICY);
    const renamed = changed(['  milan: {', '  milan-n: {']);
    await expect(apply(renamed)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'policy_file.conflict',
      detail: expect.stringContaining('has left') as string,
    });
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('finds the life cycle of a change in the database as it is in the code', async () => {
    const steps = await rows<{ from_state: string; to_state: string }>(
      'SELECT from_state, to_state FROM policy_change_transition ORDER BY 1, 2',
    );
    const pairs = steps.map(({ from_state, to_state }) => [from_state, to_state]);
    expect(pairs).toEqual(transitionPairs(POLICY_CHANGE_LIFECYCLE).sort());
  });
});
