import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../platform/database/actor';

const LONGEST_USER_AGENT = 256;

/** Where a call comes from, before or without knowing who it is. */
export interface Caller {
  readonly requestId: string;
  readonly address: string;
  readonly userAgent?: string;
}

export const callerOf = (request: FastifyRequest): Caller => ({
  requestId: request.id,
  address: request.ip,
  userAgent: request.headers['user-agent']?.slice(0, LONGEST_USER_AGENT),
});

export const asNobody = ({ requestId, address }: Caller): Actor => ({
  kind: 'anonymous',
  requestId,
  address,
});

/** For those who have just proved who they are, or owe their second factor only. */
export const asPerson = ({ requestId, address }: Caller, personId: string): Actor => ({
  kind: 'person',
  personId,
  requestId,
  address,
});
