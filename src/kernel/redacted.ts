import { inspect } from 'node:util';

const MASK = '[redacted]';

/** A secret on its way through the program: prints, serialises and inspects as `[redacted]` (invariant I17). */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The secret itself. Every call of this is a place to look at in a review. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
