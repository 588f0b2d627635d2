import { Command } from 'commander';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changed, connectors, SMALL_POLICY } from '../../../test/builders/policy-file';
import { conflict } from '../../kernel';
import type { OperatorOutcome } from './apply-as-operator';
import type { CheckedPolicyFile } from './check-policy-file';
import type { Change } from './plan/change';
import { policyCommands, type PolicyUseCases } from './policy.commands';

const LONGER: Change = {
  area: 'access-profile',
  kind: 'change',
  key: 'read',
  field: 'duration.maximum',
  sentence: '“Read customers”: maximum duration 2 hours → 4 hours',
  before: 7_200,
  after: 14_400,
};
const JOINS: Change = {
  ...LONGER,
  area: 'person',
  kind: 'add',
  key: 'ada',
  field: undefined,
  sentence: 'Ada joins',
};

describe('policy commands', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-policy-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  let outcome: OperatorOutcome['outcome'];
  beforeEach(() => {
    outcome = 'applied';
  });

  /** What is stored; undefined where there is no database. */
  let stored: readonly string[] | undefined;

  async function run(text: string | undefined, args: string[], changes: readonly Change[] | Error = []) {
    const file = join(folder, 'sallyport.yaml');
    if (text !== undefined) await writeFile(file, text);
    const [out, err]: [string[], string[]] = [[], []];
    const used: string[] = [];
    const answer = ({ file: { organisation } }: CheckedPolicyFile) => {
      used.push(organisation.name);
      return changes instanceof Error ? Promise.reject(changes) : Promise.resolve(changes);
    };
    const outcomeOf = async (checked: CheckedPolicyFile): Promise<OperatorOutcome> => ({
      outcome: 'applied',
      changes: (await answer(checked)).map((change) => ({ ...change, reach: 'ordinary' })),
      changeId: outcome === 'applied' ? undefined : '1',
    });
    const useCases: PolicyUseCases = {
      plan: { run: answer },
      apply: {
        run: async (_, checked) => ({ ...(await outcomeOf(checked)), outcome }),
        byOperator: async (_, checked, reason) => {
          used.push(reason);
          return outcomeOf(checked);
        },
      },
    };
    let code = 0;
    let opened = 0;
    const program = new Command().exitOverride().configureOutput({ writeErr: (line) => err.push(line) });
    policyCommands(program, {
      policyFile: () => file,
      connectors,
      amend: (file) => ({ ...file, organisation: { ...file.organisation, name: 'Amended' } }),
      missingSecrets: (names) => Promise.resolve(stored && names.filter((name) => !stored!.includes(name))),
      withPolicy: (work) => {
        opened += 1;
        return work(useCases);
      },
      pageOf: (id) => `https://sallyport.example/changes/${id}`,
      propose: (file, reason, server) => {
        used.push(reason, server ?? 'the last one');
        expect(file).toBe(text);
        const waitingFor = 'Waiting for one approver (the data protection officer).';
        return Promise.resolve({
          changes: [LONGER],
          waitingFor,
          address: 'https://sallyport.example/changes/1',
        });
      },
      write: (line) => out.push(line),
      complain: (line) => err.push(line),
      setExitCode: (value) => {
        code = value;
      },
    });
    await program.parseAsync(['policy', ...args], { from: 'user' });
    return {
      out: out.join('').replaceAll(folder, '').trimEnd(),
      err: err.join('').replaceAll(folder, '').trimEnd(),
      code,
      opened,
      used,
    };
  }

  it('check says that a sound file is sound, without a database', async () => {
    expect(await run(SMALL_POLICY, ['check'])).toEqual({
      out: 'The file is sound.',
      err: '',
      code: 0,
      opened: 0,
      used: [],
    });
  });

  it('plan and apply take the file as the server would, which moves the demonstration’s dates', async () => {
    expect((await run(SMALL_POLICY, ['plan'])).used).toEqual(['Amended']);
    expect((await run(SMALL_POLICY, ['apply'])).used).toEqual(['Amended']);
  });

  it('check names every fault with a place that editors can follow', async () => {
    const faulty = changed(['manager: hugo', 'manager: hogo'], ['name: Hugo,', 'name: Hugo, "\\e[2J": 1,']);
    const { out, err, code } = await run(faulty, ['check']);
    expect([out, code]).toEqual(['', 1]);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(
        /^\/sallyport\.yaml:11:23: people\.hugo\.␛\[2J: There is no field `␛\[2J` here\./,
      ),
      '/sallyport.yaml:16:14: people.lea.manager: There is no person `hogo`. Did you mean `hugo`?',
      '',
      '2 faults.',
    ]);
  });

  it('check prints JSON for programs', async () => {
    const { out, code } = await run(changed(['manager: hugo', 'manager: hogo']), [
      'check',
      '--format',
      'json',
    ]);
    expect(JSON.parse(out)).toMatchObject({
      faults: [{ line: 16, column: 14, code: 'policy_file.unknown_people' }],
    });
    expect(code).toBe(1);
  });

  it.each(['check', 'plan', 'apply'])(
    '%s refuses a file that is not there, or no file at all',
    async (command) => {
      const missing = await run(undefined, [command, join(folder, 'none.yaml')]);
      expect(missing).toMatchObject({
        out: '',
        err: '/none.yaml: There is no such file.',
        code: 1,
        opened: 0,
      });
      expect(await run(undefined, [command, folder])).toMatchObject({ err: ': This is a folder.', code: 1 });
    },
  );

  it.each(['plan', 'apply'])('%s leaves the database alone when the file is faulty', async (command) => {
    expect(await run('version: 2\n', [command])).toMatchObject({ out: '', code: 1, opened: 0 });
  });

  it('plan shows the changes by area and answers 2', async () => {
    const { out, code } = await run(SMALL_POLICY, ['plan'], [JOINS, LONGER]);
    expect(code).toBe(2);
    expect(out).toBe(
      [
        'People',
        '  + Ada joins',
        '',
        'Access profiles',
        '  ~ “Read customers”: maximum duration 2 hours → 4 hours',
        '',
        '2 changes: 1 to add, 1 to change, 0 to remove. Nothing has been changed yet.',
      ].join('\n'),
    );
  });

  it('plan proposes the very file under the name of whoever is signed in, without a database', async () => {
    const why = 'Incidents take longer than that.';
    const { out, ...rest } = await run(SMALL_POLICY, ['plan', '--propose', why]);
    expect(rest).toEqual({ err: '', code: 0, opened: 0, used: [why, 'the last one'] });
    expect(out.split('\n').slice(-2)).toEqual([
      '1 change: 0 to add, 1 to change, 0 to remove. Proposed. Waiting for one approver (the data protection officer).',
      'Look at it: https://sallyport.example/changes/1',
    ]);
    await expect(run(SMALL_POLICY, ['plan', '--propose', 'why'])).rejects.toThrow('Say in a sentence why');
    expect((await run('version: 2', ['plan', '--propose', why])).code).toBe(1);
  });

  it('plan answers 0 when there is nothing to do', async () => {
    expect(await run(SMALL_POLICY, ['plan'])).toMatchObject({ out: 'Nothing to change.', code: 0 });
  });

  it('apply answers 0 and says how much it changed', async () => {
    const applied = await run(SMALL_POLICY, ['apply'], [LONGER]);
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('1 change applied.') as string });
    const asJson = await run(SMALL_POLICY, ['apply', '--format', 'json'], [LONGER]);
    expect(JSON.parse(asJson.out)).toEqual({
      outcome: 'applied',
      changes: [{ ...LONGER, reach: 'ordinary' }],
    });
  });

  it('apply answers 2 where the file waits for approvals, and 1 where somebody said no to it', async () => {
    outcome = 'waits';
    expect(await run(SMALL_POLICY, ['apply'], [LONGER])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/it is proposed[^]*https:\/\/sallyport\.example\/changes\/1/) as string,
    });
    outcome = 'closed';
    expect(await run(SMALL_POLICY, ['apply'], [LONGER])).toMatchObject({
      code: 1,
      out: expect.stringContaining('somebody said no to this very file') as string,
    });
  });

  it('apply goes the loud way only with a reason that says something', async () => {
    const why = 'The founder is alone.';
    expect(await run(SMALL_POLICY, ['apply', '--by-operator', why], [LONGER])).toMatchObject({
      code: 0,
      used: [why, 'Amended'],
    });
    await expect(run(SMALL_POLICY, ['apply', '--by-operator', ' x '], [LONGER])).rejects.toThrow(
      'Say in a sentence why',
    );
  });

  it('apply passes a refusal on as a sentence', async () => {
    const refused = conflict('policy_file.conflict', 'Somebody else has this address.');
    expect(await run(SMALL_POLICY, ['apply'], refused)).toMatchObject({
      err: 'Somebody else has this address.',
      code: 1,
    });
  });

  it('schema prints what editors read', async () => {
    const { out } = await run(undefined, ['schema']);
    expect(JSON.parse(out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });

  describe('check of a file that refers to a stored secret', () => {
    const text = SMALL_POLICY.replace('env:TARGET_URL', 'secret:customer-db');

    it('is content when it is stored, and says with what to store it when it is not', async () => {
      stored = ['customer-db'];
      expect(await run(text, ['check'])).toMatchObject({ out: 'The file is sound.', code: 0 });
      stored = [];
      const { out, code } = await run(text, ['check']);
      expect(out).toBe(
        'The file is sound.\nNo secret "customer-db" is stored, and the file refers to it: `sallyport secret set customer-db` stores it.',
      );
      expect(code).toBe(1);
      expect(JSON.parse((await run(text, ['check', '--format', 'json'])).out)).toEqual({
        faults: [],
        missingSecrets: ['customer-db'],
      });
    });

    it('says that it cannot see them where there is no database', async () => {
      stored = undefined;
      const { out, code } = await run(text, ['check']);
      expect(out).toContain('(customer-db) cannot be seen from here');
      expect(code).toBe(0);
    });

    it('refuses a name that nobody could store', async () => {
      const { err, code } = await run(text.replace('secret:customer-db', 'secret:Customer'), ['check']);
      expect(code).toBe(1);
      expect(err).toContain('secret:name');
    });
  });
});
