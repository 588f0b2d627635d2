import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from './exit-code';

it('docs/cli.md tells every exit code, and no other', () => {
  const page = readFileSync(join(__dirname, '../../../docs/cli.md'), 'utf8');
  const section = page.split('## Exit codes\n')[1].split('\n## ')[0];
  const told = [...section.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(told).toEqual(Object.values(EXIT));
});
