import type { Call } from './aws-peer';

/** `before` the call is looked at; `after` it was carried out and before anybody hears of it. */
export type Moment = 'before' | 'after';

export interface HeldCall {
  /** Resolves when such a call has come to the gate. */
  readonly reached: Promise<void>;
  /** Lets it go on, also when whoever asked has gone meanwhile: what is on its way arrives. */
  release(): void;
}

interface Rule {
  readonly moment: Moment;
  readonly concerns: (call: Call) => boolean;
  readonly stop: () => Promise<void>;
}

/** Stops exactly one call on its way to AWS or back. Each order counts once. */
export class CallGate {
  private readonly rules: Rule[] = [];

  hold(concerns: (call: Call) => boolean, moment: Moment): HeldCall {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      const stop = (): Promise<void> => {
        resolve();
        return released;
      };
      this.rules.push({ moment, concerns, stop });
    });
    return { reached, release };
  }

  async pass(call: Call, moment: Moment): Promise<void> {
    const index = this.rules.findIndex((rule) => rule.moment === moment && rule.concerns(call));
    if (index !== -1) await this.rules.splice(index, 1)[0].stop();
  }
}
