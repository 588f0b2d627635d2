import type { Command } from 'commander';
import { type Clock, systemClock } from '../../kernel';
import { type ClientSettings, readClientSettings } from '../../platform/config/environment';
import { complain, print } from '../terminal';
import { KeptSignIns } from './sign-ins';
import { askAtTerminal } from './terminal-question';

/** What the commands that talk to a Sallyport stand on; a test hands in its own. */
export interface ClientContext {
  readonly settings: ClientSettings;
  readonly signIns: KeptSignIns;
  readonly clock: Clock;
  /** Standard output: the answer, and nothing but the answer. */
  readonly print: (text: string) => void;
  /** Standard error: what is said besides. */
  readonly say: (text: string) => void;
  readonly ask: (question: string) => Promise<string>;
}

export function clientContext(): ClientContext {
  const settings = readClientSettings();
  return {
    settings,
    signIns: new KeptSignIns(settings),
    clock: systemClock,
    print,
    say: complain,
    ask: askAtTerminal,
  };
}

/** Where to, for every command that talks to a Sallyport. */
export const withServer = (command: Command): Command =>
  command.option(
    '--server <address>',
    'the Sallyport to talk to (SALLYPORT_URL, or the last one signed in at)',
  );

export interface ServerOption {
  readonly server?: string;
}

export const withFormat = (command: Command): Command =>
  command.option('--format <format>', 'text or json', 'text');

export interface FormatOption {
  readonly format: string;
}
