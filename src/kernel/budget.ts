import { SECOND } from './clock';

/** So much may go wrong at once: an office behind one address, on the morning after a holiday. */
export const BUDGET = 60;
/** One comes back this often, so whoever goes on for a day leaves some thousands of events and not millions. */
export const ONE_COMES_BACK = 10 * SECOND;

/** What somebody has left, as of a moment. */
export interface Budget {
  readonly left: number;
  readonly at: Date;
}

export const fullBudget = (now: Date): Budget => ({ left: BUDGET, at: now });

export function replenished({ left, at }: Budget, now: Date): Budget {
  const gained = Math.max(0, now.getTime() - at.getTime()) / ONE_COMES_BACK;
  return { left: Math.min(BUDGET, left + gained), at: now };
}

/** Milliseconds until there is one again; 0 when there is one now. */
export const waitFor = ({ left }: Budget): number => (left >= 1 ? 0 : Math.ceil((1 - left) * ONE_COMES_BACK));

export const spent = (budget: Budget): Budget => ({ ...budget, left: budget.left - 1 });
export const givenBack = (budget: Budget): Budget => ({ ...budget, left: Math.min(BUDGET, budget.left + 1) });
