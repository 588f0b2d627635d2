import { Command } from 'commander';
import { addCommands, COMMANDS } from './commands';

jest.setTimeout(60_000);

const listed = (program: Command): [string, string][] =>
  program.commands.map((command) => [command.name(), command.description()]);

describe('the commands of sallyport', () => {
  it.each(COMMANDS)('$name is, once loaded, what the list says of it', ({ name, description, load }) => {
    const program = new Command();
    load()(program);
    expect(listed(program)).toEqual([[name, description]]);
  });

  it.each([[[]], [['--help']], [['policy', 'check']], [['help', 'policy']], [['no-such-command']]])(
    'are all listed, whatever is called: %j',
    (words) => {
      const program = new Command();
      addCommands(program, words);
      expect(listed(program)).toEqual(COMMANDS.map(({ name, description }) => [name, description]));
    },
  );

  it('are loaded only when they are called', () => {
    const loaded = (words: readonly string[]): string[] => {
      const program = new Command();
      addCommands(program, words);
      return program.commands.filter(({ commands }) => commands.length > 0).map((command) => command.name());
    };
    expect(loaded(['--help'])).toEqual([]);
    expect(loaded(['help', 'system'])).toEqual(['system']);
    expect(loaded(['policy', 'audit'])).toEqual(['policy']);
  });
});
