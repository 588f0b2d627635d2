import type { Started } from './support/started';

/** What a bench found: one line of the table. */
export interface Measurement {
  readonly name: string;
  /** What the product did, in `unit`. */
  readonly ours: number;
  /** What the same machine did at the same time without the product; null where there is no such thing. */
  readonly limit: number | null;
  readonly unit: string;
  /** 1 is the bare limit, and higher is better, whichever way the unit points; null without a limit. */
  readonly ratio: number | null;
  /** How many single things of the product were timed. */
  readonly samples: number;
  /** What was asked for, as a person reads it: `ratio ≥ 0.6`, `≤ 250 ms`. */
  readonly target: string;
  readonly met: boolean;
}

/** Progress, for the person who waits. */
export type Tell = (progress: string) => void;

export interface Bench {
  readonly name: string;
  /** One line for the person who waits. */
  readonly about: string;
  /** Whatever it starts it keeps in `started`; `tell` takes a few words about how far it is. */
  run(started: Started, tell: Tell): Promise<Measurement[]>;
}

/** A measurement that is judged by its ratio to the limit. `higherIsBetter` speaks of `ours` and `limit`. */
export function againstLimit(
  found: Pick<Measurement, 'name' | 'ours' | 'unit' | 'samples'> & { readonly limit: number },
  { ratio, higherIsBetter }: { readonly ratio: number; readonly higherIsBetter: boolean },
): Measurement {
  const reached = higherIsBetter ? found.ours / found.limit : found.limit / found.ours;
  return { ...found, ratio: reached, target: `ratio ≥ ${ratio}`, met: reached >= ratio };
}

/** A measurement that is judged by itself: a time or an amount that must not be exceeded. */
export function atMost(
  most: number,
  found: Pick<Measurement, 'name' | 'ours' | 'limit' | 'unit' | 'samples'>,
): Measurement {
  const ratio = found.limit === null ? null : found.limit / found.ours;
  return { ...found, ratio, target: `≤ ${most} ${found.unit}`, met: found.ours <= most };
}

/** Two times that should not be told apart: `ours` and `limit` differ by less than `share` of the latter. */
export function alike(
  share: number,
  found: Pick<Measurement, 'name' | 'ours' | 'unit' | 'samples'> & { readonly limit: number },
): Measurement {
  const apart = Math.abs(found.ours - found.limit) / found.limit;
  return {
    ...found,
    ratio: found.limit / found.ours,
    target: `apart by < ${Math.round(share * 100)} %`,
    met: apart < share,
  };
}
