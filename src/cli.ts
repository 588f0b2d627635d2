#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { CommandFailure, EXIT } from './cli/client/exit-code';
import { addCommands } from './cli/commands';
import { complain } from './cli/terminal';
import { DomainError } from './kernel';

const program = new Command('sallyport')
  .description('Access governance and privileged-access broker')
  // `request` asks by itself and has commands of its own, which take the same options.
  .enablePositionalOptions()
  .showHelpAfterError('(--help behind a command shows how it is used)')
  .exitOverride();
addCommands(program, process.argv.slice(2));

program.parseAsync().catch((error: unknown) => {
  process.exitCode = told(error);
});

/** Says what went wrong, once, and answers the exit code. */
function told(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof CommandFailure) {
    complain(`${error.message}\n`);
    return error.exitCode;
  }
  complain(`${error instanceof DomainError ? error.detail : String(error)}\n`);
  return EXIT.failed;
}
