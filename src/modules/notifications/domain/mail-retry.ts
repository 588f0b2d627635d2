import { HOUR, SECOND } from '../../../kernel';

const FIRST_WAIT = 30 * SECOND;
const LONGEST_WAIT = HOUR;

/** Twice as long after each try, up to an hour: a server that comes back after a night is found within the hour. */
export const nextTryAt = (attempts: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(FIRST_WAIT * 2 ** Math.min(attempts - 1, 20), LONGEST_WAIT));
