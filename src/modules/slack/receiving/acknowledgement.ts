import type { AckFn } from '@slack/bolt';
import { SECOND } from '../../../kernel';

/** Slack waits for three seconds, the network's included. */
const ANSWERED_WITHIN = 2.5 * SECOND;

/** What Slack is answered: what a listener says, or nothing when it takes too long. What it does goes on either way. */
export class Acknowledgement {
  private settle: (body: unknown) => void;
  private readonly settled = new Promise<unknown>((resolve) => {
    this.settle = resolve;
  });

  readonly give: AckFn<unknown> = (body) => {
    this.settle(body);
    return Promise.resolve();
  };

  async inTime(): Promise<string | object> {
    const timer = setTimeout(() => this.settle(undefined), ANSWERED_WITHIN);
    try {
      const body = await this.settled;
      return typeof body === 'object' || typeof body === 'string' ? (body ?? '') : '';
    } finally {
      clearTimeout(timer);
    }
  }
}
