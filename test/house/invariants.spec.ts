import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Rows of the last table of docs/threat-model.md: number, files it names, what it says is not covered. */
const rows = [...textOf('docs/threat-model.md').matchAll(/^\| (I\d+) *\| (.*) \|$/gm)].map(
  ([, number, rest]) => {
    const [, files, gap] = rest.split(' | ').map((cell) => cell.trim());
    return { number, files: [...files.matchAll(/`([^`]+)`/g)].map(([, path]) => path), gap };
  },
);

describe('the invariants of docs/threat-model.md', () => {
  it('are nineteen, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(
      Array.from({ length: 19 }, (_, index) => `I${index + 1}`),
    );
  });

  it.each(rows)('$number names tests that try it, or says that there is none', ({ number, files, gap }) => {
    const inTitle = new RegExp(`['"\`][^'"\`\\n]*\\b${number}\\b`);
    expect(files.filter((path) => !inTitle.test(textOf(path)))).toEqual([]);
    if (files.length === 0) expect(gap).not.toBe('');
  });
});
