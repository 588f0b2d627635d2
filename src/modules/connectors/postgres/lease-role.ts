import { ulidOf, uuidOfUlid } from '../../../kernel';

const PREFIX = 'sp_';

/** The name of a lease's role: 29 ASCII characters that PostgreSQL never has to quote, fold or cut. */
export const leaseRoleName = (leaseId: string): string => `${PREFIX}${ulidOf(leaseId)}`;

/** The lease that a role is named after; undefined when the name is none of ours. */
export const leaseOfRoleName = (role: string): string | undefined =>
  role.startsWith(PREFIX) ? uuidOfUlid(role.slice(PREFIX.length)) : undefined;

/** Whether the name can be a leased role at all. Nothing else is ever altered, ended or dropped. */
export const isLeaseRoleName = (role: string): boolean => leaseOfRoleName(role) !== undefined;
