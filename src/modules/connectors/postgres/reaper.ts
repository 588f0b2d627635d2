import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import type { Redacted } from '../../../kernel';
import { parseTargetUrl, tlsOptions } from './target-address';
import { targetFailure } from './target-failure';

/** What the reaper tells: no secrets, and one event for each connection it ended. */
export type ReaperEvent =
  | { readonly event: 'watching' }
  | { readonly event: 'ended'; readonly role: string; readonly pid: number; readonly expiredAt: string }
  | {
      readonly event: 'interrupted';
      readonly code: string;
      readonly reason: string;
      readonly retryInMs: number;
    };

export interface ReaperOptions {
  /** Log-in of the reaper's own role at the target. */
  readonly url: Redacted<string>;
  /** Milliseconds between two looks. */
  readonly intervalMs?: number;
  /** Ends the loop, cleanly: a look under way is finished. */
  readonly signal: AbortSignal;
  /**
   * Whether there is nothing left to wait for, once the target is away. From then on each look has a connection of its own: a
   * server that is told to end when its clients have gone (SIGTERM) would wait for a lasting one for ever.
   */
  readonly isAbandoned?: () => boolean;
  readonly tell: (event: ReaperEvent) => void;
}

export const DEFAULT_INTERVAL_MS = 500;
const CONNECT_WITHIN = 5_000;
const ANSWER_WITHIN = 5_000;
const FIRST_RETRY = 250;
const LONGEST_RETRY = 5_000;

/**
 * Ends connections of expired leased roles for as long as it runs, with or without a broker (I6). Never gives up on a
 * target that is away, unless told to. Two of them at one target are fine: both look, and either one is enough.
 */
export async function runReaper(given: ReaperOptions): Promise<void> {
  const options = { intervalMs: DEFAULT_INTERVAL_MS, isAbandoned: () => false, ...given };
  const { signal, tell, intervalMs, isAbandoned } = options;
  let retryInMs = FIRST_RETRY;
  let watching = false;
  while (!signal.aborted) {
    try {
      await watch(options, () => {
        retryInMs = FIRST_RETRY;
        if (!watching) tell({ event: 'watching' });
        watching = true;
      });
      await pause(intervalMs, signal);
    } catch (error) {
      if (isAbandoned()) return;
      watching = false;
      const { code, message } = targetFailure(error);
      tell({ event: 'interrupted', code, reason: message, retryInMs });
      await pause(retryInMs, signal);
      retryInMs = Math.min(retryInMs * 2, LONGEST_RETRY);
    }
  }
}

/** Looks again and again over one connection, until that fails or the signal comes; once only when abandoned. */
async function watch(
  { url, intervalMs, signal, isAbandoned, tell }: Required<ReaperOptions>,
  onLook: () => void,
) {
  const client = reaperClient(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (;;) {
      const ended = await look(client);
      onLook();
      for (const one of ended) tell({ event: 'ended', ...one });
      if (signal.aborted || isAbandoned()) return;
      await pause(intervalMs, signal);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function look(client: Client): Promise<{ role: string; pid: number; expiredAt: string }[]> {
  const { rows } = await client.query<{ role: string; pid: number; expiredAt: string }>(
    `SELECT ended_role AS role, ended_pid AS pid, expired_at AS "expiredAt"
     FROM sallyport.end_expired_connections('process')`,
  );
  return rows;
}

function reaperClient(url: Redacted<string>): Client {
  const address = parseTargetUrl(url);
  return new Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password.reveal(),
    database: address.database,
    ssl: tlsOptions(address, undefined),
    application_name: 'sallyport reaper',
    options: '-c search_path=pg_catalog',
    connectionTimeoutMillis: CONNECT_WITHIN,
    statement_timeout: ANSWER_WITHIN,
    query_timeout: ANSWER_WITHIN + 1_000,
    keepAlive: true,
  });
}

/** Returns early, without a word, when the signal comes. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);
