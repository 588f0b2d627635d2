import type { INestApplicationContext } from '@nestjs/common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { changed, connectors, SMALL_POLICY } from '../../../test/builders/policy-file';
import { startPolicyApp } from '../../../test/support/policy-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { type Clock, DAY } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { systemActor } from '../../platform/database/actor';
import { firstMonthKept } from '../audit';
import { ApplyAsOperator } from './apply-as-operator';
import { ApplyPolicyFile } from './apply-policy-file';
import { checkPolicyFile, type CheckedPolicyFile } from './check-policy-file';
import { ForgetChangesJob } from './changes/forget-changes.job';
import type { Change } from './plan/change';
import { PlanPolicyFile } from './plan-policy-file';

jest.setTimeout(60_000);

function checked(text: string): CheckedPolicyFile {
  const check = checkPolicyFile(Buffer.from(text), connectors);
  if (!check.sound) throw new Error(JSON.stringify(check.faults));
  return check;
}

describe('the policy file at a start', () => {
  let postgres: TestPostgres;
  let app: INestApplicationContext;
  let owner: Client;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await startPolicyApp(postgres);
    owner = new Client({ connectionString: postgres.url('sallyport') });
    await owner.connect();
  });
  beforeEach(() =>
    owner.query(
      'TRUNCATE organisation, job_role, person, processing_activity, system, applied_policy_file, policy_change CASCADE',
    ),
  );
  afterAll(async () => {
    await owner.end();
    await app.close();
    await postgres.stop();
  });

  const apply = (text: string): Promise<readonly Change[]> =>
    app.get(ApplyPolicyFile).run(systemActor('test'), checked(text));
  const plan = (text: string): Promise<readonly Change[]> => app.get(PlanPolicyFile).run(checked(text));
  const sentences = (changes: readonly Change[]): string[] => changes.map(({ sentence }) => sentence);
  /** What it put in force, in sentences. */
  const atStart = async (file: string): Promise<string[]> => {
    const { outcome, changes } = await app.get(ApplyAsOperator).atStart(file);
    return outcome === 'applied' ? sentences(changes) : [];
  };
  const rows = async <Row>(sql: string): Promise<Row[]> => (await owner.query(sql)).rows as Row[];
  const events = () => rows<{ type: string }>('SELECT type FROM audit_event ORDER BY recorded_at, id');

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-policy-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('applies the file of the server', async () => {
    const file = join(folder, 'sallyport.yaml');
    await writeFile(file, SMALL_POLICY);
    expect(await atStart(file)).not.toEqual([]);
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('I16 does not bring back who has left, with an old copy of the file; a person may', async () => {
    const file = join(folder, 'sallyport.yaml');
    const start = async (text: string) => {
      await writeFile(file, text);
      return atStart(file);
    };
    const milan = () => rows(`SELECT status FROM person WHERE handle = 'milan'`);
    const without = changed([
      'jobRoles: [engineer], manager: lea',
      'jobRoles: [], manager: lea, status: left',
    ]);
    await start(SMALL_POLICY);
    await apply(without);
    const before = (await events()).length;
    expect(await start(SMALL_POLICY)).toEqual([]);
    expect(await milan()).toEqual([{ status: 'left' }]);
    expect(await events()).toHaveLength(before);

    expect(sentences(await apply(SMALL_POLICY))).not.toEqual([]);
    expect(await milan()).toEqual([{ status: 'active' }]);
    // Now it is the other one that was replaced.
    expect(await start(without)).toEqual([]);
    expect(await milan()).toEqual([{ status: 'active' }]);
    expect(await start(changed(['jobRoles: [engineer]', 'jobRoles: []']))).not.toEqual([]);
  });

  it('knows a file that changed nothing as the one in force, and puts that on record once', async () => {
    const file = join(folder, 'sallyport.yaml');
    await apply(SMALL_POLICY);
    const before = (await events()).length;
    await writeFile(file, `${SMALL_POLICY}\n# A remark.\n`);
    for (let start = 0; start < 2; start += 1) {
      expect(await atStart(file)).toEqual([]);
    }
    expect((await events()).slice(before).map(({ type }) => type)).toEqual(['policy.applied']);
    await apply(changed(['name: Test', 'name: Renamed']));
    expect(await atStart(file)).toEqual([]);
    expect(await rows('SELECT name FROM organisation')).toEqual([{ name: 'Renamed' }]);
  });

  it('I18 keeps the rules in force where the file is another, and proposes it once, however often it starts', async () => {
    const file = join(folder, 'sallyport.yaml');
    await writeFile(file, SMALL_POLICY);
    await atStart(file);
    await writeFile(
      file,
      changed(['jobRoles: [engineer], manager: lea', 'jobRoles: [tech-lead], manager: lea']),
    );
    const first = await app.get(ApplyAsOperator).atStart(file);
    expect(first).toMatchObject({ outcome: 'waits', changes: [{ reach: 'circle' }, { reach: 'narrowing' }] });
    expect(await app.get(ApplyAsOperator).atStart(file)).toMatchObject({ changeId: first.changeId });
    expect(await rows('SELECT proposed_by, reach, state FROM policy_change')).toEqual([
      { proposed_by: null, reach: 'circle', state: 'proposed' },
    ]);
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('puts an ordinary change in force where the rules in force say so, and never one of the circle', async () => {
    const file = join(folder, 'sallyport.yaml');
    const loose = (...more: (readonly [string, string])[]) =>
      changed(['jobRoles:\n', 'ruleChanges: { withoutApproval: ordinary }\njobRoles:\n'], ...more);
    await writeFile(file, SMALL_POLICY);
    await atStart(file);
    await writeFile(file, loose(['maximum: 2h', 'maximum: 4h']));
    expect(await atStart(file)).toEqual([]);
    await apply(loose());
    await writeFile(file, loose(['maximum: 2h', 'maximum: 3h']));
    expect(await atStart(file)).toHaveLength(1);
    await writeFile(file, loose(['lea@test', 'l.lea@test']));
    expect(await atStart(file)).toEqual([]);
  });

  it('refuses a faulty or missing file, says every fault, and changes nothing', async () => {
    await apply(SMALL_POLICY);
    const file = join(folder, 'sallyport.yaml');
    await expect(app.get(ApplyAsOperator).atStart(file)).rejects.toMatchObject({
      code: 'policy_file.unreadable',
      detail: expect.stringContaining('There is no such file.') as string,
    });
    await writeFile(file, changed(['manager: hugo', 'manager: hogo'], ['maximum: 2h', 'maximum: 9d']));
    await expect(app.get(ApplyAsOperator).atStart(file)).rejects.toMatchObject({
      code: 'policy_file.refused',
      detail: expect.stringMatching(
        /sallyport\.yaml:16:14: people\.lea\.manager: .*\n.*duration\.maximum/,
      ) as string,
    });
    expect(await plan(SMALL_POLICY)).toEqual([]);
  });

  it('forgets settled changes of the rules with the record of them, their approvals too, and never an open one', async () => {
    await apply(SMALL_POLICY);
    const firstKept = firstMonthKept(app.get<Clock>(CLOCK).now());
    const settledAt = async (moment: Date | null, name: string) => {
      await owner.query(
        `INSERT INTO policy_change (id, file, file_digest, base_digest, reach, changes, gainers, reason, proposed_at, lapses_at)
         VALUES (gen_random_uuid(), 'x', $1, 'base', 'ordinary', '[]', '{}', 'Why not.', '2020-01-01', '2020-01-02')`,
        [name],
      );
      await owner.query(
        `INSERT INTO policy_change_approval SELECT c.id, p.id, 'digest', '2020-01-01', '2020-01-01'
         FROM policy_change c, person p WHERE c.file_digest = $1 AND p.handle = 'ines'`,
        [name],
      );
      if (moment === null) return;
      await owner.query(
        `UPDATE policy_change SET state = 'withdrawn', file = NULL, settled_at = $2 WHERE file_digest = $1`,
        [name, moment],
      );
    };
    await settledAt(new Date(firstKept.getTime() - 40 * DAY), 'old');
    await settledAt(firstKept, 'kept');
    await settledAt(null, 'open');
    await app.get(ForgetChangesJob).run();
    expect(await rows('SELECT file_digest AS name FROM policy_change ORDER BY 1')).toEqual([
      { name: 'kept' },
      { name: 'open' },
    ]);
    expect(await rows('SELECT digest FROM policy_change_approval')).toHaveLength(2);
    const open = owner.query('DELETE FROM policy_change WHERE settled_at IS NULL');
    await expect(open).rejects.toThrow('kept for nine months');
  });
});
