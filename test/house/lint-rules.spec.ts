import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const useCase = 'src/modules/grants/ending/end-grant.ts';

interface Sample {
  readonly what: string;
  readonly path: string;
  readonly code: string;
  /** The rule that must refuse it; nothing when the sample is allowed. */
  readonly rule?: string;
}

const sample = (what: string, path: string, code: string, rule?: string): Sample => ({
  what,
  path,
  code,
  rule,
});

const syntax = 'no-restricted-syntax';
const properties = 'no-restricted-properties';

const samples: Sample[] = [
  sample('new Date() in a use case', useCase, 'export const at = new Date();', syntax),
  sample('Date() in a use case', useCase, 'export const at = Date();', syntax),
  sample('Date.now() in a use case', useCase, 'export const at = Date.now();', properties),
  sample('DateTime.now() in a use case', useCase, 'export const at = DateTime.now();', properties),
  sample('a date made of a value', useCase, 'export const at = (text: string) => new Date(text);'),
  sample('new Date() in a spec', 'src/modules/grants/end-grant.spec.ts', 'export const at = new Date();'),
  sample('new Date() in the kernel', 'src/kernel/clock.ts', 'export const at = new Date();'),
  sample('SQL now() in a string', useCase, "export const sql = 'UPDATE t SET a = now()';", syntax),
  sample('SQL now() in a template', useCase, 'export const sql = `UPDATE t SET a = NOW()`;', syntax),
  sample('CURRENT_TIMESTAMP', useCase, "export const sql = 'SELECT CURRENT_TIMESTAMP';", syntax),
  sample('clock_timestamp()', useCase, "export const sql = 'SELECT clock_timestamp()';", syntax),
  sample(
    'the clock of a target',
    'src/modules/connectors/postgres/end.ts',
    "export const sql = 'SELECT now()';",
  ),
  sample(
    'new Date() in a connector',
    'src/modules/connectors/postgres/end.ts',
    'export const at = new Date();',
    syntax,
  ),
  sample('process.env in a module', useCase, 'export const home = process.env.HOME;', properties),
  sample('process.env taken apart', 'src/main.ts', 'export const { env } = process;', properties),
  sample(
    'env of node:process',
    'src/main.ts',
    "export { env } from 'node:process';",
    'no-restricted-imports',
  ),
  sample(
    'process.env in the one file',
    'src/platform/config/environment.ts',
    'export const env = process.env;',
  ),
  sample('Math.random()', useCase, 'export const token = Math.random();', properties),
  sample('console in a module', useCase, "console.log('x');", 'no-console'),
  sample('console in the command line', 'src/cli.ts', "console.log('x');"),
  sample('console in the demonstration', 'src/demo/transcript.ts', "console.log('x');"),
  sample('a default export', useCase, 'export default 1;', 'no-restricted-exports'),
  sample('a default export of a configuration', 'web/vite.config.ts', 'export default 1;'),
  sample('any', useCase, 'export const open = (value: any) => value;', '@typescript-eslint/no-explicit-any'),
  sample('351 lines', useCase, '// line\n'.repeat(351), 'max-lines'),
  sample(
    'a rule switched off without a reason',
    useCase,
    '// eslint-disable-next-line no-console\nconsole.log(1);',
    '@eslint-community/eslint-comments/require-description',
  ),
  sample('a focused test', 'src/kernel/ids.spec.ts', "it.only('x', () => {});", syntax),
  sample(
    'server code in the web app',
    'web/src/main.tsx',
    "import '../../src/kernel';",
    'no-restricted-imports',
  ),
  sample(
    'a picture without words',
    'web/src/ui/proof.tsx',
    'export const Proof = () => <img src="/p.png" />;',
    'jsx-a11y/alt-text',
  ),
  sample(
    'a hook in a condition',
    'web/src/ui/proof.tsx',
    'export function Proof() { if (Proof.length) useState(1); return null; }',
    'react-hooks/rules-of-hooks',
  ),
];

describe('the rules of the house', () => {
  const script = join(__dirname, 'lint-in-place.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: root,
    encoding: 'utf8',
    input: JSON.stringify(samples),
  });
  if (!stdout) throw new Error(stderr);
  const findings = JSON.parse(stdout) as string[][];

  it.each(
    samples.map(({ what, rule, path }, index) => [what, path, rule ?? 'nothing', findings[index]] as const),
  )('%s, at %s: refused by %s', (_what, _path, rule, found) => {
    expect(new Set(found)).toEqual(new Set(rule === 'nothing' ? [] : [rule]));
  });
});
