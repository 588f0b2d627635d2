/* eslint-disable @typescript-eslint/no-require-imports -- a command is loaded when it is called, and an `import()` would want the name of a compiled file */
import { join } from 'node:path';
import type { Command } from 'commander';

/** A command that costs nothing until somebody calls it: beside a target, a guard is to be a small process. */
export interface LazyCommand {
  readonly name: string;
  /** For the list of commands: what the command says of itself once it is loaded. */
  readonly description: string;
  readonly addTo: (program: Command) => void;
}

const CLI = join(__dirname, '..', 'cli.js');

export const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'policy',
    description: 'check, compare and apply the policy file',
    addTo: (program) =>
      (require('./compose-policy.command') as typeof import('./compose-policy.command')).addPolicy(program),
  },
  {
    name: 'audit',
    description: 'Verify and export the audit trail',
    addTo: (program) =>
      (require('./compose-audit.command') as typeof import('./compose-audit.command')).addAudit(program),
  },
  {
    name: 'system',
    description: 'Prepare a target and look whether it is fit',
    addTo: (program) =>
      (require('./compose-system.command') as typeof import('./compose-system.command')).addSystem(program),
  },
  {
    name: 'reaper',
    description: 'End connections of expired credentials at a PostgreSQL target, with or without the broker',
    addTo: (program) =>
      (
        require('../modules/connectors/postgres/reaper.command') as typeof import('../modules/connectors/postgres/reaper.command')
      ).reaperCommand(program),
  },
  {
    name: 'demo',
    description: 'Try the product’s main job from the ask to the proof, and print what held',
    addTo: (program) =>
      (require('../demo/story/demo.command') as typeof import('../demo/story/demo.command')).demoCommand(
        program,
        CLI,
      ),
  },
  {
    name: 'migrate',
    description: 'Bring the database’s schema up to date and let the working roles log in, then end',
    addTo: (program) =>
      (require('./migrate.command') as typeof import('./migrate.command')).migrateCommand(program),
  },
  {
    name: 'person',
    description: 'People of the policy file',
    addTo: (program) =>
      (require('./person.command') as typeof import('./person.command')).personCommands(program),
  },
  {
    name: 'openapi',
    description: 'Print the description of the HTTP API (OpenAPI 3.1)',
    addTo: (program) =>
      (require('./openapi.command') as typeof import('./openapi.command')).openapiCommand(program),
  },
  {
    name: 'reset',
    description: 'Forget everything that this installation keeps in its data folder',
    addTo: (program) =>
      (require('./reset.command') as typeof import('./reset.command')).resetCommand(program),
  },
];

/** Adds every command by its name, and of them only the one that is called with all that it needs. */
export function addCommands(program: Command, words: readonly string[]): void {
  const called = words.find((word) => !word.startsWith('-') && word !== 'help');
  for (const { name, description, addTo } of COMMANDS) {
    if (name === called) addTo(program);
    else program.command(name).description(description);
  }
}
