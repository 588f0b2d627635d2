import { type Command, Option } from 'commander';
import type { Api } from './api';
import type { ClientContext } from './context';
import type { CommandFailure } from './exit-code';

export interface ServerOption {
  readonly server?: string;
}

export interface ClientOptions extends ServerOption {
  readonly format: 'text' | 'json';
}

/** What a command has to say: one thing, for a person and for a program. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
  /** What was found is told, and the command fails all the same. */
  readonly failure?: CommandFailure;
}

/** As a person types it, and what it does where that is not plain. */
export type Example = readonly [line: string, does?: string];

/** A command that talks to a Sallyport: which one, how it answers, and how it is used. */
export const clientCommand = (
  parent: Command,
  usage: string,
  about: string,
  examples: readonly Example[] = [],
): Command =>
  withExamples(withServer(parent.command(usage).description(about)), examples).addOption(
    new Option('--format <format>', 'how to print the answer').choices(['text', 'json']).default('text'),
  );

export const withServer = (command: Command): Command =>
  command.option(
    '--server <address>',
    'the Sallyport to talk to (SALLYPORT_URL, or the last one signed in at)',
  );

export function withExamples(command: Command, examples: readonly Example[]): Command {
  const lines = examples.map(([line, does]) => (does ? `  $ ${line}   # ${does}` : `  $ ${line}`));
  return lines.length === 0 ? command : command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n`);
}

type Work = (api: Api, options: ClientOptions, ...words: unknown[]) => Promise<Answer>;

/** The action of a {@link clientCommand}: signs in, does its work, and prints the answer as it was asked for. */
export const answering =
  (context: ClientContext, work: (api: Api, options: never, ...words: never[]) => Promise<Answer>) =>
  async (...called: unknown[]): Promise<void> => {
    const options = called.at(-2) as ClientOptions;
    const api = context.signIns.api(options.server);
    const answer = await (work as Work)(api, options, ...called.slice(0, -2));
    context.print(options.format === 'json' ? `${JSON.stringify(answer.json)}\n` : answer.text);
    if (answer.failure) throw answer.failure;
  };
