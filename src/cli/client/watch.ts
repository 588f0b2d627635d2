import { OutOfReach } from './api';
import type { ClientContext } from './context';

interface Watched<T> {
  readonly look: () => Promise<T>;
  readonly isOver: (seen: T) => boolean;
  /** Where it stands, in one line; said each time that it changes. */
  readonly standing: (seen: T) => string;
  readonly every: number;
  readonly signal?: AbortSignal;
  /** Milliseconds after which it is given up; what was seen last is answered. */
  readonly atMost?: number;
}

/** Looks again and again until it is over. A broker that restarts meanwhile is waited for. */
export async function watch<T>(context: ClientContext, first: T, watched: Watched<T>): Promise<T> {
  const { look, isOver, standing, every, signal, atMost = Infinity } = watched;
  const until = context.clock.now().getTime() + atMost;
  let seen = first;
  let said = '';
  const say = (line: string): void => {
    if (line !== said) context.say(`${(said = line)}\n`);
  };
  while (!isOver(seen) && context.clock.now().getTime() < until) {
    say(standing(seen));
    await context.pause(every, signal);
    try {
      seen = await look();
    } catch (error) {
      if (!(error instanceof OutOfReach)) throw error;
      say(`${error.message} Trying on.`);
    }
  }
  return seen;
}
