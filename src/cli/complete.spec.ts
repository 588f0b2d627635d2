import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { complete } from './complete';
import { completionCommand } from './completion.command';
import { addCommands } from './commands';

jest.setTimeout(60_000);

const after = async (...words: string[]): Promise<string[]> => {
  const program = new Command('sallyport');
  addCommands(program, words);
  const profiles = () => Promise.resolve([{ value: 'customer-data-read', about: 'Customer data' }]);
  return (await complete(program, words, profiles)).map(({ value }) => value);
};

describe('what may come next', () => {
  it.each([
    [['re'], ['request', 'review', 'reaper', 'reset']],
    [['request', 's'], ['show']],
    [['request', 'cust'], ['customer-data-read']],
    [['request', 'show', ''], ['customer-data-read']],
    [['done', ''], ['customer-data-read']],
    [['db', 'psql', 'c'], ['customer-data-read']],
    [['request', 'customer-data-read', '--wa'], ['--wait']],
    [['request', 'ls', '--state', 'd'], ['denied']],
    [['request', 'customer-data-read', '--reason', ''], []],
    [
      ['ls', '--format', ''],
      ['text', 'json'],
    ],
    [['request', '--format', 'json', 'sh'], ['show']],
    [['aws', 'exec', 'customer-data-read', '--', 'aws', ''], []],
    [['no-such-command', ''], []],
  ])('after %j is %j', async (words, expected) => {
    expect(await after(...words)).toEqual(expected);
  });

  it('tells of no command that is for scripts alone', async () => {
    expect(await after('')).toContain('completion');
    expect(await after('_')).toEqual([]);
  });
});

it('completes in a real bash', () => {
  const printed: string[] = [];
  const written = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => printed.push(String(text)) > 0);
  const program = new Command();
  completionCommand(program);
  program.parse(['completion', 'bash'], { from: 'user' });
  written.mockRestore();
  const typed = `${printed.join('')}
    sallyport() { printf '%s\\tabout it\\n' "$@"; }
    COMP_WORDS=(sallyport request 'two words' ''); COMP_CWORD=3
    _sallyport; printf '<%s>' "\${COMPREPLY[@]}"`;
  expect(execFileSync('bash', ['-c', typed], { encoding: 'utf8' })).toBe(
    '<__complete><--><request><two words>',
  );
});
