import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

const page = textOf('docs/threat-model.md').split('## Invariants, and where each is tried\n')[1];

/** The files that the list below the table names for an invariant. */
function filesOf(number: string): string[] {
  const item = new RegExp(`^- \\*\\*${number}\\*\\*\\n((?:  - .*\\n)*)`, 'm').exec(page)?.[1] ?? '';
  return [...item.matchAll(/`([^`]+)`/g)].map(([, path]) => path);
}

const invariants = [...page.matchAll(/^\| (I\d+) *\| .* \| (.*) \|$/gm)].map(([, number, gap]) => ({
  number,
  gap: gap.trim(),
  files: filesOf(number),
}));

describe('the invariants of docs/threat-model.md', () => {
  it('are nineteen, in order', () => {
    expect(invariants.map(({ number }) => number)).toEqual(
      Array.from({ length: 19 }, (_, index) => `I${index + 1}`),
    );
  });

  it.each(invariants)(
    '$number names tests that try it, or says that there is none',
    ({ number, files, gap }) => {
      const inTitle = new RegExp(`['"\`][^'"\`\\n]*\\b${number}\\b`);
      expect(files.filter((path) => !inTitle.test(textOf(path)))).toEqual([]);
      if (files.length === 0) expect(gap).not.toBe('');
    },
  );
});
