import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, systemClock } from '../../kernel';
import { type ClientSettings, readClientSettings } from '../../platform/config/environment';
import { complain, isAnswered, isRead, print } from '../terminal';
import { KeptSignIns } from './sign-ins';
import { askAtTerminal } from './terminal-question';

/** Who is at the terminal, if anybody. */
export interface Screen {
  /** Somebody reads standard output: columns and relative times for them, tabs and exact times for a program. */
  readonly isRead: boolean;
  readonly hasColours: boolean;
  /** Somebody can be asked what was left out. */
  readonly isAnswered: boolean;
}

/** What the commands that talk to a Sallyport stand on; a test hands in its own. */
export interface ClientContext {
  readonly settings: ClientSettings;
  readonly signIns: KeptSignIns;
  readonly clock: Clock;
  readonly screen: Screen;
  /** Standard output: the answer, and nothing but the answer. */
  readonly print: (text: string) => void;
  /** Standard error: what is said besides. */
  readonly say: (text: string) => void;
  readonly ask: (question: string) => Promise<string>;
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export function clientContext(): ClientContext {
  const settings = readClientSettings();
  return {
    settings,
    signIns: new KeptSignIns(settings),
    clock: systemClock,
    screen: { isRead: isRead(), hasColours: isRead() && !settings.plain, isAnswered: isAnswered() },
    print,
    say: complain,
    ask: askAtTerminal,
    pause: (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  };
}
