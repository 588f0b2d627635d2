import { DatabaseError } from 'pg';

import { TargetError } from '../connector';

type Code = TargetError['code'];

interface Meaning {
  readonly code: Code;
  readonly sentence: string;
  /** The server's own words name roles and objects only, so they are shown. */
  readonly says?: true;
}

/** SQLSTATEs that mean something to us. */
const MEANINGS: Readonly<Record<string, Meaning | undefined>> = {
  '25006': {
    code: 'refused',
    sentence: 'The target is read-only: a standby, or a primary that was closed for writing',
  },
  '28000': { code: 'refused', sentence: "The target refused the broker's own log-in" },
  '28P01': { code: 'refused', sentence: "The target refused the broker's own log-in" },
  '3D000': { code: 'refused', sentence: 'The database does not exist at the target', says: true },
  '42501': { code: 'rights_missing', sentence: 'The broker lacks a right at the target', says: true },
  '42704': {
    code: 'refused',
    sentence: 'Something named in the settings does not exist at the target',
    says: true,
  },
  '2BP01': { code: 'refused', sentence: 'Other objects at the target depend on this role', says: true },
  '53300': { code: 'refused', sentence: 'The target has no connection left for the broker' },
  '55P03': { code: 'timeout', sentence: 'The target waited too long for a lock' },
  '57014': { code: 'timeout', sentence: 'The target took too long and gave up' },
  '57P01': { code: 'unreachable', sentence: 'The target is shutting down or ended our connection' },
  '57P02': { code: 'unreachable', sentence: 'The target crashed' },
  '57P03': { code: 'unreachable', sentence: 'The target is starting or stopping' },
};

const UNFORESEEN: Meaning = {
  code: 'unexpected',
  sentence: 'The target answered with an error',
};

/** Serialization failure, deadlock. */
const COLLISIONS = new Set(['40001', '40P01']);

const TIMEOUTS = new Set([
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'timeout expired',
]);

/** Node's network error codes; a text because a failed connection to several addresses wraps them. */
const NETWORK = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|EADDR)/;
const TLS = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** Why a statement failed, without the statement: what a TargetError's `cause` holds. */
export interface FailureCause {
  readonly sqlstate?: string;
  readonly network?: string;
  /** Two of us were at the same role at the same time. */
  readonly collision?: boolean;
}

/**
 * The failure as a `TargetError`. What the driver or the server said is repeated only where it cannot hold a statement,
 * an address or a secret (I17); everything else is told by its code.
 */
export function targetFailure(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  if (error instanceof DatabaseError) return serverFailure(error);
  const message = error instanceof Error ? error.message : '';
  const code = codeOf(error);
  if (TIMEOUTS.has(message) || code === 'ETIMEDOUT') {
    return failure('timeout', 'The target did not answer in time', { network: 'ETIMEDOUT' });
  }
  if (TLS.test(code))
    return failure('refused', `The target's certificate was not accepted (${code})`, { network: code });
  if (message.includes('does not support SSL')) {
    return failure('refused', 'The target does not offer TLS, which the settings ask for', {});
  }
  if (NETWORK.test(code) || message.startsWith('Connection terminated')) {
    const network = code || 'closed';
    return failure('unreachable', `The target cannot be reached (${network})`, { network });
  }
  return failure(
    'unexpected',
    `Talking to the target failed (${error instanceof Error ? error.name : 'unknown'})`,
    {},
  );
}

function serverFailure(error: DatabaseError): TargetError {
  const sqlstate = error.code ?? 'unknown';
  const { code, sentence, says } = MEANINGS[sqlstate] ?? UNFORESEEN;
  const words = says ? `: ${[error.message, error.detail].filter(Boolean).join('. ')}` : '';
  const cause = { sqlstate, ...(isCollision(sqlstate, error.message) && { collision: true }) };
  return failure(code, `${sentence}${words} (SQLSTATE ${sqlstate})`, cause);
}

/** Catalog rows are not waited for: PostgreSQL calls that an internal error and means that somebody was faster. */
const isCollision = (sqlstate: string, message: string): boolean =>
  COLLISIONS.has(sqlstate) ||
  (sqlstate === 'XX000' && /^(tuple concurrently|cache lookup failed|could not find tuple)/.test(message));

const failure = (code: Code, sentence: string, cause: FailureCause): TargetError =>
  new TargetError(code, `${sentence}.`, { cause });

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

const causeOf = (error: unknown): FailureCause => (error instanceof TargetError ? (error.cause ?? {}) : {});

/** The SQLSTATE behind a TargetError, where the server gave one. */
export const sqlstateOf = (error: unknown): string | undefined => causeOf(error).sqlstate;

/** Whether the same call, made again, can be expected to work. */
export const collided = (error: unknown): boolean => causeOf(error).collision === true;
