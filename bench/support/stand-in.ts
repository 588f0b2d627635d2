import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/http/package-root';
import type { Started } from './started';

const BROKER_KEY = { id: 'AKIAOFTHEBENCHES', secret: 'of-the-benches-only' };

/** What plays AWS in the demonstration, in a process of its own: the same for the product and for the bare limit. */
export class StandIn {
  private constructor(
    private readonly child: ChildProcess,
    /** What SALLYPORT_DEMO_AWS holds. */
    readonly credential: string,
  ) {}

  static async start(started: Started): Promise<StandIn> {
    const main = join(packageRoot(), 'dist', 'test', 'peers', 'aws', 'main.js');
    const child = started.keep(fork(main, { env: {}, execArgv: [] }), (one) => one.kill());
    const { endpoint } = await ask<{ endpoint: string }>(child, { start: BROKER_KEY });
    const { id: accessKeyId, secret: secretAccessKey } = BROKER_KEY;
    return new StandIn(child, JSON.stringify({ accessKeyId, secretAccessKey, endpoint }));
  }

  /** How often an action was asked for so far. */
  async count(action: string): Promise<number> {
    return (await ask<{ count: number }>(this.child, { count: action })).count;
  }

  /** So many milliseconds further away. */
  async moveAway(milliseconds: number): Promise<void> {
    await ask(this.child, { delay: milliseconds });
  }
}

/** One question at a time. */
async function ask<Answer>(child: ChildProcess, order: object): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(order);
  const [answer] = (await answered) as [Answer];
  return answer;
}
