import { testEnvironment } from '../../../test/support/test-environment';
import { runProgram } from './run-program';

const node = (script: string) => [process.execPath, '-e', script] as const;

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

  it('that does not exist is a failure in words', async () => {
    await expect(runProgram(['no-such-program-anywhere'], {})).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('no-such-program-anywhere could not be started'),
    });
  });
});
