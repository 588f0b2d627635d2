import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Each test starts processes, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const root = resolve(__dirname, '../..');
const configuration = join(root, '.dependency-cruiser.cjs');

/** The table of docs/architecture.md, section "Who may import whom": module → modules it may import. */
function documentedTable(): Map<string, string[]> {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const table = /\| module +\| may import +\|\n\|[- |]+\|\n((?:\|.*\|\n)+)/.exec(text)?.[1] ?? '';
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const names = rows.map((row) => row[1]);
  return new Map(rows.map(([, name, others]) => [name, namesIn(others, name, names)]));
}

function namesIn(cell: string, self: string, all: string[]): string[] {
  if (cell === 'every other module') return all.filter((name) => name !== self);
  return cell === 'none' ? [] : cell.split(', ');
}

const table = documentedTable();
const modules = [...table.keys()];
const pairs = modules.flatMap((from) => modules.filter((to) => to !== from).map((to) => [from, to] as const));

const takesTheTypeOf = (name: string): string =>
  `import type { Port } from '../${name}';\nexport type P = Port;\n`;

/** Source files that break nothing: every module has a front door, and each permitted import is made once. */
const soundHouse: Record<string, string> = {
  'src/main.ts': "import './app.module';\nimport './demo';\n",
  'src/cli.ts': "import './modules/connectors';\n",
  'src/app.module.ts': modules.map((name) => `import './modules/${name}';\n`).join(''),
  'src/kernel/index.ts': "export * from './clock';\n",
  'src/kernel/clock.ts': 'export const tick = 1;\n',
  'src/platform/database/pool.ts': "import 'typeorm';\nimport '../../kernel';\n",
  'src/modules/grants/domain/grant.ts':
    "import '../../../kernel';\nimport 'node:crypto';\nimport './lease';\n",
  'src/modules/grants/domain/lease.ts': 'export const lease = 1;\n',
  'src/modules/grants/ending/end-leases.job.ts': "import '../../connectors';\n",
  'src/modules/grants/grants.module.ts': "import '../connectors';\nimport '../../platform/database/pool';\n",
  'src/modules/grants/issuing/issue-credential.ts': "import '../../connectors';\n",
  'src/modules/grants/lease.repository.ts':
    "import type { Port } from '../connectors';\nexport type Lease = Port;\n",
  'src/modules/connectors/postgres/connect.ts': "import '../port';\n",
  'src/modules/connectors/port.ts': 'export interface Port { kind: string }\n',
  ...Object.fromEntries(
    modules.map((name) => [`src/modules/${name}/index.ts`, 'export interface Port { kind: string }\n']),
  ),
  ...Object.fromEntries(
    pairs
      .filter(([from, to]) => table.get(from)!.includes(to))
      .map(([from, to]) => [`src/modules/${from}/asks-${to}.ts`, takesTheTypeOf(to)]),
  ),
};

/** One file for each way to break the map: path → [source, the rule that must name it]. */
const intruders: Record<string, [source: string, rule: string]> = {
  'src/kernel/proud.ts': ["import '../platform/database/pool';\n", 'kernel-imports-nothing'],
  'src/platform/http/nosy.ts': ["import '../../modules/audit';\n", 'platform-below-modules'],
  'src/platform/http/back-door.ts': ["import '../../kernel/clock';\n", 'kernel-by-its-index'],
  'src/modules/grants/domain/chatty.ts': ["import 'typeorm';\n", 'domain-does-no-io'],
  'src/modules/grants/domain/reader.ts': ["import 'node:fs';\n", 'domain-does-no-io'],
  'src/modules/grants/domain/climber.ts': ["import '../lease.repository';\n", 'domain-imports-itself'],
  'src/modules/requests/domain/visitor.ts': [
    "import '../../grants/domain/lease';\n",
    'domain-imports-itself',
  ],
  'src/modules/policy/reads-a-table.ts': ["import '../../platform/database/pool';\n", 'policy-is-pure'],
  'src/modules/requests/burglar.ts': ["import '../grants/lease.repository';\n", 'front-door-only'],
  'src/cli-burglar.ts': ["import './modules/grants/lease.repository';\n", 'front-door-only-from-outside'],
  'src/cli/burglar.command.ts': ["import '../modules/grants/lease.repository';\n", 'commands-by-their-file'],
  'src/modules/grants/grants.controller.ts': ["import '../connectors';\n", 'targets-by-jobs-only'],
  'src/modules/grants/two-faced.ts': [
    "import type { Port } from '../connectors';\nimport { open } from '../connectors';\nopen(1 as unknown as Port);\n",
    'targets-by-jobs-only',
  ],
  'src/modules/audit/top-heavy.ts': ["import '../../app.module';\n", 'modules-below-programs'],
  'src/modules/audit/staged.ts': ["import '../../demo';\n", 'demo-from-programs-only'],
  'src/modules/novelty/index.ts': ["import '../../kernel';\n", 'module-without-a-row'],
  'src/modules/audit/egg.ts': ["import './hen';\n", 'no-cycles'],
  'src/platform/http/testing.ts': ["import 'fast-check';\n", 'ships-its-dependencies'],
  'src/platform/http/wishful.ts': ["import './not-there';\n", 'resolvable'],
};

/** The other half of the cycle: a cycle is reported once, at its first file. */
const hen = { 'src/modules/audit/hen.ts': "import './egg';\n" };

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

describe('the import map', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-house-'));
    write(
      'package.json',
      JSON.stringify({ dependencies: { typeorm: '1' }, devDependencies: { 'fast-check': '1' } }),
    );
    write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'node16', target: 'es2022' } }));
    for (const name of ['typeorm', 'fast-check']) {
      write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      write(`node_modules/${name}/index.js`, '');
    }
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  /** Lays the files out, lets the demonstration reach each of them but `unreached`, and cruises the tree. */
  async function cruise(files: Record<string, string>, unreached: string[] = []): Promise<Violation[]> {
    for (const [path, text] of Object.entries(files)) write(path, text);
    const reached = Object.keys(files).filter(
      (path) => !/^src\/(main\.ts|cli\.ts|kernel\/)/.test(path) && !unreached.includes(path),
    );
    write('src/demo/index.ts', reached.map((path) => `import '../${path.slice(4, -3)}';\n`).join(''));
    const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const output = await new Promise<string>((done) => {
      const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
      execFile(
        process.execPath,
        [cli, 'src', '--config', configuration, '--output-type', 'json'],
        options,
        (_, out) => done(out),
      );
    });
    return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
  }

  it('is the same in docs/architecture.md and in .dependency-cruiser.cjs, pair by pair', async () => {
    expect(pairs.length).toBeGreaterThan(100);
    const forbiddenPairs = pairs.filter(([from, to]) => !table.get(from)!.includes(to));
    const files = Object.fromEntries(
      forbiddenPairs.map(([from, to]) => [`src/modules/${from}/covets-${to}.ts`, takesTheTypeOf(to)]),
    );
    const refused = await cruise({ ...soundHouse, ...files });
    const expected = forbiddenPairs.map(
      ([from, to]) => `${from}-imports: src/modules/${from}/covets-${to}.ts`,
    );
    const byTable = refused.filter(({ rule }) => modules.some((name) => rule.name === `${name}-imports`));
    expect(byTable.map(({ rule, from }) => `${rule.name}: ${from}`).sort()).toEqual(expected.sort());
  });

  it('lets a sound house pass', async () => {
    expect(await cruise(soundHouse)).toEqual([]);
  });

  it('refuses each intruder by the rule that is meant for it, and leaves no rule untried', async () => {
    const files = Object.fromEntries(Object.entries(intruders).map(([path, [source]]) => [path, source]));
    const dead = 'src/platform/http/forgotten.ts';
    const violations = await cruise(
      { ...soundHouse, ...files, ...hen, [dead]: 'export const nobody = 0;\n' },
      [dead],
    );
    const refusals = violations.map(
      ({ rule, from, to }) => `${rule.name}: ${rule.name === 'no-dead-files' ? to : from}`,
    );
    for (const [path, [, rule]] of Object.entries(intruders)) expect(refusals).toContain(`${rule}: ${path}`);
    expect(refusals).toContain(`no-dead-files: ${dead}`);

    const { forbidden } = jest.requireActual<{ forbidden: { name: string }[] }>(configuration);
    const tried = new Set([
      ...violations.map(({ rule }) => rule.name),
      ...modules.map((name) => `${name}-imports`),
    ]);
    expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
