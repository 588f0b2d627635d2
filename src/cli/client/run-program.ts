import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { environmentWith } from '../../platform/config/environment';
import { CommandFailure, EXIT } from './exit-code';

export type Program = readonly [program: string, ...words: string[]];

/** What a person types, or a supervisor sends, is meant for the program. */
const HANDED_ON = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGINT'] as const;
/** A terminal sends these to every program in front of it by itself, and many take a second Ctrl-C for “at once”. */
const SENT_BY_TERMINALS: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);
/** As shells have it: of a program that died of a signal. */
const DIED_OF_SIGNAL = 128;

/**
 * Runs a program with a log-in in its environment alone: command lines are readable by every user of a machine, and what a
 * shell was given stays in it. Answers its exit code. `without` are variables that would lead it elsewhere.
 */
export async function runProgram(
  [program, ...words]: Program,
  variables: Readonly<Record<string, string>>,
  without: readonly string[] = [],
): Promise<number> {
  const inherited = Object.entries(environmentWith(variables)).filter(([name]) => !without.includes(name));
  const child = spawn(program, words, { stdio: 'inherit', env: Object.fromEntries(inherited) });
  const handOn = (signal: NodeJS.Signals): void => {
    if (!(process.stdin.isTTY && SENT_BY_TERMINALS.has(signal))) child.kill(signal);
  };
  for (const signal of HANDED_ON) process.on(signal, handOn);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return code ?? DIED_OF_SIGNAL + constants.signals[signal ?? 'SIGKILL'];
  } catch {
    throw new CommandFailure(EXIT.failed, `${program} could not be started. Is it installed?`);
  } finally {
    for (const signal of HANDED_ON) process.off(signal, handOn);
  }
}
