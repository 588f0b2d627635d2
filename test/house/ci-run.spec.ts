import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { testEnvironment } from '../support/test-environment';

/** Each test starts processes, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const root = resolve(__dirname, '../..');

describe('.ci/run', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-ci-'));
    mkdirSync(join(folder, '.ci'));
    mkdirSync(join(folder, 'bin'));
    mkdirSync(join(folder, 'node_modules'));
    cpSync(join(root, '.ci/run'), join(folder, '.ci/run'));
    writeFileSync(join(folder, 'package-lock.json'), '{}');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the script where `npm` is a stand-in: an exit code for each of its commands, 0 where absent, or what it does. */
  function run(commands: Record<string, number | string>, tally?: object) {
    const cases = Object.entries(commands).map(([command, does]) =>
      typeof does === 'string' ? `'${command}') ${does} ;;` : `'${command}') exit ${does} ;;`,
    );
    const writeTally = tally
      ? `[ "$1" != test ] || echo '${JSON.stringify(tally)}' > "$SALLYPORT_TEST_TALLY"`
      : '';
    const npm = `#!/bin/sh\necho "$*" >> "${folder}/calls"\n${writeTally}\ncase "$*" in\n${cases.join('\n')}\nesac\n`;
    writeFileSync(join(folder, 'bin/npm'), npm);
    chmodSync(join(folder, 'bin/npm'), 0o755);
    const PATH = [join(folder, 'bin'), testEnvironment().PATH].join(delimiter);
    const { status, stdout } = spawnSync('bash', [join(folder, '.ci/run')], {
      cwd: tmpdir(),
      encoding: 'utf8',
      env: { PATH },
    });
    return { status, lastLine: stdout.trimEnd().split('\n').at(-1), stdout };
  }

  const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

  it('runs everything and closes with one true line', () => {
    const result = run({}, { passed: 41, failed: 0, skipped: 2 });
    expect(result).toMatchObject({ status: 0, lastLine: '41 passed, 0 failed, 2 skipped' });
    const [first, second, ...others] = calls();
    expect([first, second]).toEqual(['ci', 'test']);
    expect(others.sort()).toEqual(['run build', 'run lint', 'run typecheck']);
  });

  it('lints while it compiles, and shows what the linter said in one piece', () => {
    const until = (call: string): string =>
      `for turn in $(seq 200); do ! grep -q '${call}' "${folder}/calls" || break; sleep 0.05; done`;
    const result = run(
      {
        'run typecheck': `${until('run lint')}; echo compiles`,
        'run lint': `echo begins; ${until('run build')}; grep -q 'run build' "${folder}/calls" || exit 1; echo ends`,
      },
      { passed: 1, failed: 0, skipped: 0 },
    );
    expect(result).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed, 0 skipped' });
    expect(result.stdout).toMatch(/== npm run typecheck\ncompiles\n[^]*== npm run lint\nbegins\nends\n/);
  });

  it('installs again only when the lock file has changed', () => {
    run({}, { passed: 1, failed: 0, skipped: 0 });
    run({}, { passed: 1, failed: 0, skipped: 0 });
    expect(calls().filter((call) => call === 'ci')).toHaveLength(1);
    writeFileSync(join(folder, 'package-lock.json'), '{"changed":true}');
    run({}, { passed: 1, failed: 0, skipped: 0 });
    expect(calls().filter((call) => call === 'ci')).toHaveLength(2);
  });

  it('goes on after a failed test and adds each failed step, by name', () => {
    const result = run({ test: 1, 'run lint': 1, 'run build': 2 }, { passed: 5, failed: 3, skipped: 1 });
    expect(result).toMatchObject({ status: 1, lastLine: '5 passed, 5 failed, 1 skipped' });
    expect(result.stdout).toContain('FAILED: npm run build\nFAILED: npm run lint\n');
    expect(calls()).toContain('run typecheck');
  });

  it('counts a test run that dies before it has counted', () => {
    const result = run({ test: 134 });
    expect(result).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
    expect(result.stdout).toContain('FAILED: npm test\n');
  });

  it('counts a test run that fails though every test passed', () => {
    expect(run({ test: 1 }, { passed: 7, failed: 0, skipped: 0 })).toMatchObject({
      status: 1,
      lastLine: '7 passed, 1 failed, 0 skipped',
    });
  });

  it('stops at an installation that fails', () => {
    expect(run({ ci: 1 })).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
    expect(calls()).toEqual(['ci']);
  });
});
