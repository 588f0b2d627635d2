import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { testEnvironment } from '../support/test-environment';

/** Each test starts a process, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const root = resolve(__dirname, '../..');

/** Tells what is compiled, and is the runtime otherwise. */
const TELLS = `const vm = require('node:vm');
const Script = vm.Script;
vm.Script = class extends Script {
  constructor(code, options) {
    super(code, options);
    process.stderr.write('COMPILED ' + require('node:path').basename(options.filename ?? '') + '\\n');
  }
};
module.exports = require(${JSON.stringify(join(root, 'test/support/compile-once-runtime.js'))});`;

describe('modules that are compiled once', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-runtime-')));
    writeFileSync(join(folder, 'tells.js'), TELLS);
    const config = { runtime: join(folder, 'tells.js'), transform: {} };
    writeFileSync(join(folder, 'jest.config.js'), `module.exports = ${JSON.stringify(config)};`);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(files: Record<string, string>) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
    return spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--runInBand'], {
      cwd: folder,
      encoding: 'utf8',
      env: testEnvironment(),
    });
  }

  it('have the state and the globals of the file that loads them', () => {
    const spec = `const { next, list } = require('./counter');
it('is the first', () => expect(next()).toBe(1));
it('is an array of ours', () => expect(list()).toBeInstanceOf(Array));`;
    const { status, stderr } = run({
      'counter.js': "module.exports = { ...require('counts'), list: () => [] };",
      'node_modules/counts.js': 'let count = 0; exports.next = () => (count += 1);',
      'a.test.js': spec,
      'b.test.js': spec,
    });
    expect(stderr).toContain('4 passed');
    expect(status).toBe(0);
    expect(stderr.match(/COMPILED (counter|counts)\.js/g)).toHaveLength(2);
  });

  it('fail at the line and column that the file says, or with Jest’s own words where they do not compile', () => {
    const { stderr } = run({
      'a.test.js': "require('./breaks');",
      'b.test.js': "/* here */ throw new Error('first line');",
      'c.test.js': "require('./wrong');",
      'breaks.js': "\n\n  throw new Error('third line');",
      'wrong.js': 'const = 1;',
    });
    expect(stderr).toMatch(/at Object\.<anonymous> \(breaks\.js:3:9\)/);
    expect(stderr).toMatch(/at Object\.<anonymous> \(b\.test\.js:1:18\)/);
    expect(stderr).toContain('wrong.js:1\n');
    expect(stderr).toContain('SyntaxError: Unexpected token');
  });
});
