import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { conflict, invalid } from '../kernel';
import type { ListPreview } from '../modules/people';
import { listCommands } from './person-list.commands';

const someone = {
  before: undefined,
  email: 'a@x.example',
  status: 'active',
  jobRoles: [],
  manager: null,
  met: new Map(),
} as const;
const PREVIEW: ListPreview = {
  digest: 'd',
  manyLeave: undefined,
  faults: [],
  people: [
    { ...someone, line: 2, effect: 'joins', handle: 'ada', name: 'Ada\u001b[2J', words: ['joins as ada'] },
    { ...someone, line: 3, effect: 'stays', handle: 'bob', name: 'Bob', words: [] },
    { ...someone, line: null, effect: 'leaves', handle: 'cleo', name: 'Cleo', words: ['leaves'] },
  ],
};

describe('sallyport person import', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-list-'));
    file = join(folder, 'people.csv');
    await writeFile(file, 'name,email\n');
    await writeFile(join(folder, 'large.csv'), 'x'.repeat(1_048_577));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(args: string[], preview: ListPreview = PREVIEW, refusal?: Error) {
    const said = { out: '', err: '', code: 0, applied: undefined as unknown };
    const person = new Command().exitOverride().configureOutput({ writeErr: (text) => (said.err += text) });
    listCommands(person, {
      withLists: (work) =>
        work({
          imports: {
            preview: () => Promise.resolve(preview),
            apply: (_, { bytes: _bytes, ...input }, approval) => {
              said.applied = { ...input, ...approval };
              return refusal ? Promise.reject(refusal) : Promise.resolve(preview);
            },
          },
          exports: { run: () => Promise.resolve('name,email\r\n') },
        }),
      print: (text) => (said.out += text),
      complain: (text) => (said.err += text),
      setExitCode: (code) => (said.code = code),
    });
    await person.parseAsync(args, { from: 'user' });
    return said;
  }

  it('shows what would change, in words that a terminal does not obey, and leaves it at that', async () => {
    const { out, code, applied } = await run(['import', file, '--dry-run']);
    expect(out).toBe(
      '+ Ada␛[2J (ada)\n    joins as ada\n- Cleo (cleo)\n    leaves\n\n' +
        '3 people: 1 join, 0 come back, 0 change, 1 leave, 1 stay as they are. Nothing has been changed yet.\n',
    );
    expect(code).toBe(2);
    expect(applied).toBeUndefined();
  });

  it('applies exactly what it has shown', async () => {
    const { out, code, applied } = await run(['import', file, '--apply', '--complete', '--leaving', '1']);
    expect(applied).toEqual({ complete: true, digest: 'd', leaving: 1 });
    expect(out).toContain('Applied.');
    expect(code).toBe(0);
  });

  it('ends with 0 where there is nothing to change', async () => {
    const { out, code } = await run(['import', file, '--dry-run'], {
      ...PREVIEW,
      people: [PREVIEW.people[1]],
    });
    expect([out, code]).toEqual(['Nothing to change.\n', 0]);
  });

  it('says every fault with its place, for a program too', async () => {
    const faults = [
      { line: 2, column: 'email', message: 'This is no e-mail address.' },
      { line: null, column: null, message: 'The file is empty.' },
    ];
    const faulty = { ...PREVIEW, people: [], faults };
    const refused = invalid('people.faulty_list', 'The list has 2 faults.');
    expect(await run(['import', file, '--apply'], faulty, refused)).toMatchObject({
      out: '',
      err: 'Line 2, email: This is no e-mail address.\nThe file is empty.\n\n2 faults. Nothing has been changed.\n',
      code: 1,
    });
    const { out, code } = await run(['import', file, '--dry-run', '--format', 'json'], faulty);
    expect(JSON.parse(out)).toMatchObject({ applied: false, faults });
    expect(code).toBe(1);
  });

  it('asks for the number where many leave', async () => {
    const many = { ...PREVIEW, manyLeave: { leaving: 3, of: 5 } };
    expect((await run(['import', file, '--dry-run'], many)).out).toContain('add --leaving 3.');
    const refused = conflict('people.many_would_leave', 'If the file is whole, say the number: 3.');
    expect(await run(['import', file, '--apply'], many, refused)).toMatchObject({
      code: 1,
      err: `${refused.detail}\n`,
    });
  });

  it.each([
    [['import', 'FILE'], 'Say --dry-run to see'],
    [['import', 'MISSING', '--dry-run'], 'cannot be read'],
    [['import', 'LARGE', '--dry-run'], 'larger than a list may be'],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const names = { FILE: file, MISSING: join(folder, 'no.csv'), LARGE: join(folder, 'large.csv') };
    const said = await run(args.map((arg) => new Map(Object.entries(names)).get(arg) ?? arg));
    expect(said.err).toContain(sentence);
    expect([said.code, said.out]).toEqual([1, '']);
  });

  it('takes either of the two, not both', async () => {
    await expect(run(['import', file, '--apply', '--dry-run'])).rejects.toThrow('cannot be used with');
  });

  it('exports to standard output', async () => {
    expect((await run(['export'])).out).toBe('name,email\r\n');
  });
});
