import { join } from 'node:path';
import type { Command } from 'commander';
import type * as demo from '../demo/story/demo.command';
import type * as reaper from '../modules/connectors/postgres/reaper.command';
import type * as absence from './absence.command';
import type * as answer from './answer-completion';
import type * as aws from './aws.command';
import type * as completion from './completion.command';
import type * as audit from './compose-audit.command';
import type * as keys from './compose-keys.command';
import type * as policy from './compose-policy.command';
import type * as secret from './compose-secret.command';
import type * as system from './compose-system.command';
import type * as db from './db.command';
import type * as done from './done.command';
import type * as end from './end.command';
import type * as login from './login.command';
import type * as logout from './logout.command';
import type * as ls from './ls.command';
import type * as migrate from './migrate.command';
import type * as openapi from './openapi.command';
import type * as person from './person.command';
import type * as request from './request.command';
import type * as reset from './reset.command';
import type * as review from './review.command';
import type * as search from './search.command';
import type * as status from './status.command';
import type * as scim from './scim.command';

/** A command that costs nothing until somebody calls it: beside a target, a guard is to be a small process. */
export interface LazyCommand {
  readonly name: string;
  /** For the list of commands: what the command says of itself once it is loaded. */
  readonly description: string;
  readonly load: () => (program: Command) => void;
}

const CLI = join(__dirname, '..', 'cli.js');

/* eslint-disable @typescript-eslint/no-require-imports -- loaded when called, and an `import()` would want a compiled file's name */
export const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'login',
    description: 'Sign this command line in, by your browser',
    load: () => (require('./login.command') as typeof login).loginCommand,
  },
  {
    name: 'logout',
    description: 'Sign this command line out, and forget its log-ins',
    load: () => (require('./logout.command') as typeof logout).logoutCommand,
  },
  {
    name: 'status',
    description: 'Say who this command line is signed in as',
    load: () => (require('./status.command') as typeof status).statusCommand,
  },
  {
    name: 'ls',
    description: 'List the grants that you have and what you may ask for',
    load: () => (require('./ls.command') as typeof ls).lsCommand,
  },
  {
    name: 'search',
    description: 'Find what can be asked for, and whether by you',
    load: () => (require('./search.command') as typeof search).searchCommand,
  },
  {
    name: 'request',
    description: 'Ask for access',
    load: () => (require('./request.command') as typeof request).requestCommand,
  },
  {
    name: 'review',
    description: 'Decide on requests that wait for you',
    load: () => (require('./review.command') as typeof review).reviewCommand,
  },
  {
    name: 'done',
    description: 'Give a grant back: its log-ins end now',
    load: () => (require('./done.command') as typeof done).doneCommand,
  },
  {
    name: 'aws',
    description: 'Use AWS under a grant of yours',
    load: () => (require('./aws.command') as typeof aws).awsCommand,
  },
  {
    name: 'db',
    description: 'Use a database under a grant of yours',
    load: () => (require('./db.command') as typeof db).dbCommand,
  },
  {
    name: 'end',
    description: 'End everything of a person, a profile, a system, or all',
    load: () => (require('./end.command') as typeof end).endCommand,
  },
  {
    name: 'absence',
    description: 'Say when you are away, and who approves in your place',
    load: () => (require('./absence.command') as typeof absence).absenceCommand,
  },
  {
    name: 'completion',
    description: 'Print what makes a shell complete sallyport’s commands',
    load: () => (require('./completion.command') as typeof completion).completionCommand,
  },
  {
    name: 'policy',
    description: 'check, compare and apply the policy file',
    load: () => (require('./compose-policy.command') as typeof policy).addPolicy,
  },
  {
    name: 'audit',
    description: 'Verify and export the audit trail',
    load: () => (require('./compose-audit.command') as typeof audit).addAudit,
  },
  {
    name: 'system',
    description: 'Prepare a target and look whether it is fit',
    load: () => (require('./compose-system.command') as typeof system).addSystem,
  },
  {
    name: 'reaper',
    description: 'End connections of expired credentials at a PostgreSQL target, with or without the broker',
    load: () => (require('../modules/connectors/postgres/reaper.command') as typeof reaper).reaperCommand,
  },
  {
    name: 'demo',
    description: 'Try the product’s main job from the ask to the proof, and print what held',
    load: () => (program) => (require('../demo/story/demo.command') as typeof demo).demoCommand(program, CLI),
  },
  {
    name: 'migrate',
    description: 'Bring the database’s schema up to date and let the working roles log in, then end',
    load: () => (require('./migrate.command') as typeof migrate).migrateCommand,
  },
  {
    name: 'person',
    description: 'People: first log-ins, and lists to import and export',
    load: () => (require('./person.command') as typeof person).personCommands,
  },
  {
    name: 'keys',
    description: 'Root keys, under which secrets in the database are sealed',
    load: () => (require('./compose-keys.command') as typeof keys).addKeys,
  },
  {
    name: 'secret',
    description: 'Credentials of other systems that Sallyport keeps sealed',
    load: () => (require('./compose-secret.command') as typeof secret).addSecret,
  },
  {
    name: 'scim',
    description: 'Provisioning systems that say who works here (SCIM)',
    load: () => (require('./scim.command') as typeof scim).scimCommands,
  },
  {
    name: 'openapi',
    description: 'Print the description of the HTTP API (OpenAPI 3.1)',
    load: () => (require('./openapi.command') as typeof openapi).openapiCommand,
  },
  {
    name: 'reset',
    description: 'Forget everything that this installation keeps in its data folder',
    load: () => (require('./reset.command') as typeof reset).resetCommand,
  },
];

/** What the scripts of `sallyport completion` call with the words typed so far. */
const COMPLETES = '__complete';
const answerCompletion = (program: Command): void =>
  (require('./answer-completion') as typeof answer).answerCompletion(program);
/* eslint-enable @typescript-eslint/no-require-imports */

/** Adds every command by its name, and of them only the one that is called with all that it needs. */
export function addCommands(program: Command, words: readonly string[]): void {
  const [first, ...rest] = words;
  if (first === COMPLETES) {
    addCommands(program, rest);
    answerCompletion(program);
    return;
  }
  const called = words.find((word) => !word.startsWith('-') && word !== 'help');
  for (const { name, description, load } of COMMANDS) {
    if (name === called) load()(program);
    else program.command(name).description(description);
  }
}
