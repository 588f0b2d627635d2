import type { Tell } from './measurement';
import type { Turns } from './statistics';

/** Odd, so that one round is the middle one. */
export const ROUNDS = 9;

/** One turn: does its work and answers what it reached. */
export type Turn = () => Promise<number>;

/**
 * Ours and the bare limit in turns, after one round that warms both up and does not count. Who goes first changes from
 * round to round, so that neither always finds the caches of the other.
 */
export async function inTurns(ours: Turn, limit: Turn, tell: Tell, rounds = ROUNDS): Promise<Turns[]> {
  await ours();
  await limit();
  const found: Turns[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    if (round % 2 === 1) {
      const first = await ours();
      found.push({ ours: first, limit: await limit() });
    } else {
      const first = await limit();
      found.push({ limit: first, ours: await ours() });
    }
  }
  return found;
}

/** How many things a second `work` got through. */
export async function perSecond(things: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (things * 1_000) / (performance.now() - began);
}

/** `width` at a time, each next one as soon as one is done. */
export async function atOnce<T>(
  width: number,
  things: readonly T[],
  work: (thing: T) => Promise<unknown>,
): Promise<void> {
  const waiting = things.values();
  const lane = async (): Promise<void> => {
    for (const thing of waiting) await work(thing);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
