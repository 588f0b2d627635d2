import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { testEnvironment } from '../support/test-environment';
import { whileHolding } from './build-lock';

const ROOT = resolve(__dirname, '../..');
const DIST = join(ROOT, 'dist');

interface Part {
  readonly name: string;
  readonly script: string;
  /** Files and folders that the result depends on. */
  readonly sources: readonly string[];
  /** Files that a build leaves below `dist`; the last one is written whenever any of them changes. */
  readonly results: readonly string[];
}

const PARTS: readonly Part[] = [
  {
    name: 'server',
    script: 'build:server',
    sources: [
      'src',
      'migrations',
      'bench',
      'test/peers/aws',
      'package-lock.json',
      'nest-cli.json',
      'tsconfig.json',
      'tsconfig.build.json',
    ],
    results: ['src/main.js', 'src/cli.js', 'test/peers/aws/main.js', '.tsbuildinfo'],
  },
  { name: 'web', script: 'build:web', sources: ['web', 'package-lock.json'], results: ['web/index.html'] },
];

/**
 * Builds what is not built from these very sources: `npm test` is to work right after `npm ci`, and nobody shall look at
 * yesterday's program. Comparing takes some hundredths of a second; of two runs at the same time, one waits.
 */
export async function buildProduct(): Promise<void> {
  if (PARTS.every(isUpToDate)) return;
  await whileHolding(DIST, async () => {
    const builds = PARTS.filter((part) => !isUpToDate(part)).map(build);
    // Each to its end: nobody may take the lock while one is still writing.
    await Promise.allSettled(builds);
    await Promise.all(builds);
  });
}

async function build(part: Part): Promise<void> {
  const builtFrom = digestOf(part.sources);
  // An incremental build would not write again what it believes is there.
  if (!isComplete(part)) for (const result of part.results) rmSync(join(DIST, result), { force: true });
  try {
    // Jest says NODE_ENV=test, under which React's development build would be packed.
    const env = { ...testEnvironment(), NODE_ENV: 'production' };
    await promisify(execFile)('npm', ['run', '--silent', part.script], {
      cwd: ROOT,
      env,
      maxBuffer: 2 ** 24,
    });
  } catch (error) {
    const { stdout = '', stderr = String(error) } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm run ${part.script} failed:\n${stdout}${stderr}`, { cause: error });
  }
  writeFileSync(stampOf(part), stampText(part, builtFrom));
}

const isComplete = ({ results }: Part): boolean => results.every((result) => existsSync(join(DIST, result)));

const isUpToDate = (part: Part): boolean =>
  isComplete(part) &&
  existsSync(stampOf(part)) &&
  readFileSync(stampOf(part), 'utf8') === stampText(part, digestOf(part.sources));

const stampOf = ({ name }: Part): string => join(DIST, `.built-${name}`);

/** With the time of the result: if somebody has built something else in between, the stamp is worth nothing. */
const stampText = ({ results }: Part, builtFrom: string): string =>
  `${builtFrom} ${statSync(join(DIST, results.at(-1)!)).mtimeMs}\n`;

function digestOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesBelow)) {
    const content = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Specs are no part of the product. */
function filesBelow(path: string): string[] {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}
