import { MINUTE, SECOND } from '../../kernel';

/** The server's own limit. A statement of ours that takes longer is a fault, and must not hold its locks for ever. */
const STATEMENT_TIMEOUT = 15 * SECOND;

/**
 * How long we wait for our database, in milliseconds. A server that stands still enforces no limit of its own and its
 * connections stay open, so there is one on this side too: above the server's, which leaves a cleaner failure behind.
 */
export const PATIENCE = {
  statement_timeout: STATEMENT_TIMEOUT,
  idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
  query_timeout: STATEMENT_TIMEOUT + 5 * SECOND,
  /** For a new connection, and for a free one of the pool. */
  connectionTimeoutMillis: 10 * SECOND,
  /** A machine that is gone says so to nobody. */
  keepAlive: true,
  keepAliveInitialDelayMillis: 10 * SECOND,
} as const;

/** A new connection costs more than most requests: its log-in is stretched, and it has no caches and no plans yet. */
export const IDLE_CONNECTIONS_LIVE = 5 * MINUTE;

/** The driver's words; it has no code for it. The connection still waits for its answer and is of no use any more. */
const NO_ANSWER = 'Query read timeout';

export const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && error.message.includes(NO_ANSWER);
