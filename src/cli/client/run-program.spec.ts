import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSources } from '../../../test/support/compiled-sources';
import { testEnvironment } from '../../../test/support/test-environment';
import { runProgram } from './run-program';

/** `runProgram` in a process of its own, as a supervisor starts it: without a terminal. Answers once the program is there. */
async function supervised(script: string): Promise<ChildProcess> {
  const main = `require(${JSON.stringify(compiled)}).runProgram([process.execPath, '-e', ${JSON.stringify(script)}], {})
    .then((code) => process.exit(code))`;
  const outer = spawn(process.execPath, ['-e', main], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(outer.stdout, 'data');
  return outer;
}

const node = (script: string) => [process.execPath, '-e', script] as const;

let compiled: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-run-'));
  await compileSources(folder, ['src/cli/client', 'src/kernel', 'src/platform/config']);
  compiled = join(folder, 'src/cli/client/run-program.js');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a program that is run with a log-in', () => {
  it('has it in its environment, this process has not, and its exit code comes back', async () => {
    const script = "process.exit(process.env.SP_KEY === 'secret' && !('SP_AWAY' in process.env) ? 7 : 1)";
    expect(await runProgram(node(script), { SP_KEY: 'secret', SP_AWAY: 'x' }, ['SP_AWAY'])).toBe(7);
    expect(testEnvironment()).not.toHaveProperty('SP_KEY');
  });

  it('ends as shells say it where it died of a signal', async () => {
    expect(
      await runProgram(node("process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9e5)"), {}),
    ).toBe(143);
  });

  it.each([
    ['SIGTERM', "process.on('SIGTERM', () => process.exit(3))", 3],
    ['SIGINT', "process.on('SIGINT', () => process.exit(4))", 4],
    ['SIGTERM', '', 143],
    ['SIGINT', '', 130],
    ['SIGHUP', '', 129],
  ] as const)(
    'gets %s that was sent to this process (%j), and its end comes back: %i',
    async (signal, script, end) => {
      const outer = await supervised(`${script}; console.log('ready'); setTimeout(() => {}, 9e5)`);
      outer.kill(signal);
      expect(await once(outer, 'close')).toEqual([end, null]);
    },
  );

  it('that does not exist is a failure in words', async () => {
    await expect(runProgram(['no-such-program-anywhere'], {})).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('no-such-program-anywhere could not be started'),
    });
  });
});
