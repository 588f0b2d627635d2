import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { environmentSchema } from '../../src/platform/config/environment';

const root = resolve(__dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names in backquotes in the first cell of every table row. */
const firstCells = (markdown: string): string[] =>
  [...markdown.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );

describe('docs/dependencies.md', () => {
  const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
  const kinds = { Runtime: 'dependencies', Optional: 'optionalDependencies', Development: 'devDependencies' };

  it.each(Object.entries(kinds))('lists under %s exactly what package.json has', (title, kind) => {
    const section = textOf('docs/dependencies.md').split(`## ${title}\n`)[1].split('\n## ')[0];
    expect(firstCells(section).sort()).toEqual(Object.keys(manifest[kind]).sort());
  });

  it('pins every version exactly', () => {
    const ranges = Object.values(kinds).flatMap((kind) => Object.entries(manifest[kind]));
    expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe('docs/operators.md', () => {
  it('has a line for every setting that the product reads, and for no other', () => {
    const section = textOf('docs/operators.md').split('## Settings\n')[1].split('\n## ')[0];
    expect(firstCells(section).sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});

describe('the documentation', () => {
  const markdown = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: folder !== '', encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join(folder, path));
  const pages = [...markdown(''), ...markdown('docs')];

  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(([, target]) => target);
    const local = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it.each(pages)('%s names files of this repository that exist', (page) => {
    const named = [
      ...textOf(page).matchAll(/`((?:src|test|migrations|deploy|docs|bench|\.ci)\/[\w./-]+)`/g),
    ].map(([, path]) => path);
    const kept = named.filter((path) => !/^deploy\/(secrets|policy)\//.test(path)); // made at the installation
    expect(kept.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
