#!/usr/bin/env node
import { Command } from 'commander';
import { addCommands } from './cli/commands';
import { complain } from './cli/terminal';
import { DomainError } from './kernel';

const program = new Command('sallyport').description('Access governance and privileged-access broker');
addCommands(program, process.argv.slice(2));

program.parseAsync().catch((error: unknown) => {
  complain(`${error instanceof DomainError ? error.detail : String(error)}\n`);
  process.exitCode = 1;
});
