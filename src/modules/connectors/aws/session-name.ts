import { ulidOf, uuidOfUlid } from '../../../kernel';

const PREFIX = 'sp_';

/** The name of a lease's sessions: the part of `aws:userid` after the colon, by which one of them is denied. */
export const sessionName = (leaseId: string): string => `${PREFIX}${ulidOf(leaseId)}`;

/** Whether the name can be a leased session's: no other one, and no wildcard, is ever written into a Deny. */
export const isSessionName = (name: string): boolean =>
  name.startsWith(PREFIX) && uuidOfUlid(name.slice(PREFIX.length)) !== undefined;
