import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { Clock } from '../../kernel';
import { CLOCK } from '../clock.provider';
import type { Actor } from './actor';
import { AUDIT_SINK, type AuditEventInput, type AuditSink } from './audit-event';
import { statement, writes } from './statement';

declare const insideTransaction: unique symbol;

export type Row = Record<string, unknown>;

/** Anything that can be read from: the pool or a transaction. Reads go to the primary only (I15). */
export interface Reader {
  query<T = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** The first row, or undefined when there is none. */
  first<T = Row>(sql: string, parameters?: readonly unknown[]): Promise<T | undefined>;
}

export interface EnqueueOptions {
  /** Not before this moment. */
  readonly runAt?: Date;
  /** A later job with the same key replaces the earlier one while it waits. */
  readonly key?: string;
}

/**
 * An open transaction. Only the unit of work makes one, and every repository write takes it first,
 * so a write outside a transaction does not compile.
 */
export interface Tx extends Reader {
  readonly [insideTransaction]: true;
  /** The moment the unit of work began, by the broker's clock: one `now` for all that it decides. */
  readonly now: Date;
  readonly actor: Actor;
  readonly manager: EntityManager;
  /** Written with the business rows or not at all (I9). */
  record(event: AuditEventInput): void;
  /** A job that exists exactly when this transaction commits. */
  enqueue(task: string, payload: Readonly<Record<string, unknown>>, options?: EnqueueOptions): Promise<void>;
  /** Wakes listeners of a PostgreSQL channel at commit. */
  notify(channel: string, payload?: string): Promise<void>;
}

/** serialization_failure and deadlock_detected: the whole transaction was undone, and trying it again is the cure. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

@Injectable()
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(AUDIT_SINK) private readonly auditSink: AuditSink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in one transaction together with the audit events it records.
   * A run that changed something and recorded nothing throws and leaves nothing behind: an unaudited write is a bug.
   * Deadlocks and serialization failures are tried again, whole, in a fresh transaction; nothing else is.
   */
  run<T>(actor: Actor, work: (tx: Tx) => Promise<T> | T): Promise<T> {
    return this.attempt(actor, work, true);
  }

  /** Events beside which nothing is written, such as a refusal: on record once this resolves. */
  record(actor: Actor, ...events: readonly AuditEventInput[]): Promise<void> {
    return this.run(actor, (tx) => {
      for (const event of events) tx.record(event);
    });
  }

  /**
   * For bookkeeping that is nobody's decision and would drown the trail (worker claims, last-seen times, counters).
   * `reason` is for the reader of the code.
   */
  bookkeeping<T>(reason: string, work: (tx: Tx) => Promise<T> | T): Promise<T> {
    return this.attempt({ kind: 'system', name: reason }, work, false);
  }

  /** Bookkeeping of a single statement: PostgreSQL commits it by itself, and two round trips are saved. */
  bookkeepingStatement<T = Row>(
    _reason: string,
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<T[]> {
    return this.reader.query<T>(sql, parameters);
  }

  /** Reads outside any transaction. */
  get reader(): Reader {
    const pool = (this.dataSource.driver as unknown as { readonly master: Pool }).master;
    return readerFrom(async <T>(sql: string, parameters?: readonly unknown[]) => {
      const { rows } = await pool.query(statement(sql, parameters));
      return rows as T[];
    });
  }

  private async attempt<T>(actor: Actor, work: (tx: Tx) => Promise<T> | T, audited: boolean): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(actor, work, audited);
      } catch (error) {
        if (attempt === ATTEMPTS || !TRY_AGAIN.has(sqlState(error) ?? '')) throw error;
      }
    }
  }

  private async once<T>(actor: Actor, work: (tx: Tx) => Promise<T> | T, audited: boolean): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const client = (await runner.connect()) as PoolClient;
      const open = new OpenTransaction(runner, client, actor, this.clock.now());
      const result = await work(open);
      await this.writeEvents(open, audited);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async writeEvents(open: OpenTransaction, audited: boolean): Promise<void> {
    if (open.events.length > 0) {
      await this.auditSink.append(open.query.bind(open), open.events, { actor: open.actor, at: open.now });
      return;
    }
    if (audited && open.wrote)
      throw new Error('A unit of work changed something and recorded no audit event.');
  }
}

class OpenTransaction implements Tx {
  declare readonly [insideTransaction]: true;
  readonly events: AuditEventInput[] = [];
  wrote = false;

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    readonly actor: Actor,
    readonly now: Date,
  ) {
    this.watchWritesOfTheManager();
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async query<T = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]> {
    if (writes(sql)) this.wrote = true;
    const { rows } = await this.client.query(statement(sql, parameters));
    return rows as T[];
  }

  async first<T = Row>(sql: string, parameters?: readonly unknown[]): Promise<T | undefined> {
    return (await this.query<T>(sql, parameters)).at(0);
  }

  record(event: AuditEventInput): void {
    this.events.push(event);
  }

  async enqueue(
    task: string,
    payload: Readonly<Record<string, unknown>>,
    options: EnqueueOptions = {},
  ): Promise<void> {
    await this.query('SELECT graphile_worker.add_job($1, $2::json, run_at => $3, job_key => $4)', [
      task,
      JSON.stringify(payload),
      options.runAt ?? null,
      options.key ?? null,
    ]);
  }

  async notify(channel: string, payload = ''): Promise<void> {
    await this.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  private watchWritesOfTheManager(): void {
    const send: QueryRunner['query'] = this.runner.query.bind(this.runner);
    this.runner.query = ((sql: string, ...rest: []) => {
      if (writes(sql)) this.wrote = true;
      return send(sql, ...rest);
    }) as QueryRunner['query'];
  }
}

/** A {@link Reader} from whatever runs a statement. */
export const readerFrom = (query: Reader['query']): Reader => ({
  query,
  first: async <T>(sql: string, parameters?: readonly unknown[]) => (await query<T>(sql, parameters)).at(0),
});

/** The five-character SQLSTATE of an error of PostgreSQL, whoever wrapped it. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The name of the constraint that refused a write; a repository translates its own into a DomainError. */
export function violatedConstraint(error: unknown): string | undefined {
  const constraint = (error as { constraint?: unknown } | undefined)?.constraint;
  return typeof constraint === 'string' ? constraint : undefined;
}
