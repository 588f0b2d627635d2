import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { testEnvironment } from '../support/test-environment';

/** Each test starts processes, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const root = resolve(__dirname, '../..');

describe('the tally of a test run', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-tally-')));
    const reporters = [join(root, 'test/support/tally-reporter.js')];
    writeFileSync(
      join(folder, 'jest.config.js'),
      `module.exports = ${JSON.stringify({ reporters, transform: {} })};`,
    );
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(tests: Record<string, string>, ...options: string[]) {
    for (const [name, code] of Object.entries(tests)) writeFileSync(join(folder, `${name}.test.js`), code);
    const tally = join(folder, 'tally.json');
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/jest/bin/jest.js'), ...options],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...testEnvironment(), SALLYPORT_TEST_TALLY: tally },
      },
    );
    return { status, stderr, tally: JSON.parse(readFileSync(tally, 'utf8')) as Record<string, number> };
  }

  const passes = "it('holds', () => {});\n";

  it('lists a skip with its reason and lets the run pass', () => {
    const skipped =
      "describe.skip('proxy [skipped: nginx is not installed]', () => { it('hides', () => {}); });";
    const { status, stderr, tally } = run({ a: passes + skipped });
    expect(status).toBe(0);
    expect(stderr).toContain(
      'SKIPPED: 1 test(s) did not run here\n  a.test.js: proxy  hides\n    nginx is not installed',
    );
    expect(tally).toEqual({ passed: 1, failed: 0, skipped: 1 });
  });

  it('fails the run for a skip without a reason', () => {
    const { status, stderr } = run({ a: `${passes}it.skip('later', () => {});` });
    expect(status).toBe(1);
    expect(stderr).toContain('NO REASON GIVEN');
  });

  it('fails the run for a test that is only promised', () => {
    expect(run({ a: `${passes}it.todo('later');` }).status).toBe(1);
  });

  it('asks no reason of what a name pattern leaves out', () => {
    expect(run({ a: `${passes}it('other', () => {});` }, '-t', 'holds').status).toBe(0);
  });

  it('counts failed tests and files that cannot be read', () => {
    const { status, tally } = run({
      a: `${passes}it('breaks', () => { throw new Error('no'); });`,
      b: 'syntax error here',
    });
    expect(status).toBe(1);
    expect(tally).toEqual({ passed: 1, failed: 2, skipped: 0 });
  });
});
