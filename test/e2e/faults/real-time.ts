import { setTimeout as delay } from 'node:timers/promises';
import { SECOND } from '../../../src/kernel';
import type { Reached } from '../../support/person';

const STEP = 30 * SECOND;

/**
 * A clock for people with authenticator apps who have no time to wait for the next code: the first one they give is that of
 * the step before this one, which is still taken, and the second one this step's. They have no third.
 */
export async function clockOfTwoCodes(): Promise<Reached['clock']> {
  const left = STEP - (Date.now() % STEP);
  if (left < STEP / 2) await delay(left);
  let shift = -2 * STEP;
  return {
    now: () => new Date(Date.now() + shift),
    advance: (milliseconds) => {
      if (shift + milliseconds > 0) throw new Error('Real time cannot be moved.');
      shift += milliseconds;
    },
  };
}
