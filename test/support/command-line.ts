import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import type { ClientContext } from '../../src/cli/client/context';
import { KeptSignIns } from '../../src/cli/client/sign-ins';
import { type Clock, Redacted } from '../../src/kernel';

/** What a terminal showed of one call. */
export interface Told {
  printed: string;
  said: string;
  questions: string[];
}

export interface Terminal {
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  /** Of the person's files; a folder that is not there holds none. */
  readonly folder?: string;
  /** Who is at the terminal types this; without it nobody is there and another program reads. */
  readonly types?: (question: string) => string | Promise<string>;
  /** Somebody reads what is said meanwhile, and acts on it. */
  readonly hears?: (said: string) => void;
}

/** Calls a command in this process as `sallyport` does in its own. What it printed is in `told`, even where it fails. */
export async function runCommand(
  add: (program: Command, context: ClientContext) => void,
  words: readonly string[],
  terminal: Terminal,
  told: Told = { printed: '', said: '', questions: [] },
): Promise<Told> {
  const { url, token, clock, types, folder = join(tmpdir(), 'sallyport-nobody') } = terminal;
  const settings = {
    url,
    token: new Redacted(token),
    configFolder: join(folder, 'config'),
    cacheFolder: join(folder, 'cache'),
    hasScreen: false,
    plain: true,
  };
  const isPerson = types !== undefined;
  const program = new Command('sallyport').enablePositionalOptions().exitOverride();
  add(program, {
    settings,
    signIns: new KeptSignIns(settings),
    clock,
    screen: { isRead: isPerson, hasColours: false, isAnswered: isPerson },
    print: (text) => void (told.printed += text),
    say: (text) => {
      told.said += text;
      terminal.hears?.(text);
    },
    ask: (question) => {
      told.questions.push(question);
      return types
        ? Promise.resolve(types(question))
        : Promise.reject(new Error(`Nobody answers: ${question}`));
    },
    pause: (_milliseconds, signal) => pause(10, undefined, { signal }),
  });
  await program.parseAsync([...words], { from: 'user' });
  return told;
}
