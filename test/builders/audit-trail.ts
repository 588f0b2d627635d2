import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { newId, Redacted, systemClock, type Clock } from '../../src/kernel';
import { AppendEvents } from '../../src/modules/audit/recording/append-events';
import { CheckpointSigner } from '../../src/modules/audit/sealing/checkpoint-signer';
import { parseSignerKeys } from '../../src/modules/audit/domain/keyring';
import { newSignerKey } from '../../src/modules/audit/domain/signed-note';
import { Sealer, type SealerPace } from '../../src/modules/audit/sealing/sealer';
import { SealingSession } from '../../src/modules/audit/sealing/sealing-session';
import { MasterKey } from '../../src/platform/crypto/master-key';
import { PersonKeys } from '../../src/platform/crypto/person-keys';
import { systemActor, type Actor } from '../../src/platform/database/actor';
import { open, type AuditEventInput, type TransactionQuery } from '../../src/platform/database/audit-event';
import { type Reader, readerFrom, UnitOfWork } from '../../src/platform/database/unit-of-work';
import { DATABASE, type TestPostgres } from '../support/postgres';
import { register } from '../support/root-keys';

export const TRAIL_KEY = new MasterKey(Buffer.alloc(32, 7));

/** Tests need no second of peace between two looks. */
const QUICK: Partial<SealerPace> = { idle: 10, retry: 25, news: 20 };

/** An audit trail on a test server: written as the application does, sealed as the sealer does. */
export class TestTrail {
  readonly folder = mkdtempSync(join(tmpdir(), 'sallyport-audit-'));
  readonly memoryPath = join(this.folder, 'signer.checkpoint');
  readonly signerKey = newSignerKey('sallyport/test');
  readonly personKeys = new PersonKeys(TRAIL_KEY);
  readonly pool: Pool;
  private readonly events = new AppendEvents(this.personKeys);

  private constructor(
    readonly postgres: TestPostgres,
    readonly clock: Clock = systemClock,
  ) {
    this.pool = this.poolOf('sallyport_app');
  }

  /** An empty trail with a new key, on a server that may have had another before. */
  static async fresh(postgres: TestPostgres, clock?: Clock): Promise<TestTrail> {
    const trail = new TestTrail(postgres, clock);
    await register(postgres, TRAIL_KEY);
    await trail.tamper(
      'TRUNCATE audit_event, audit_seal, audit_node, audit_checkpoint, audit_prune, audit_watch, person_key',
    );
    return trail;
  }

  /** Runs as the application does; see {@link as} for the other roles. */
  readonly query: TransactionQuery = (sql, parameters) => this.as('sallyport_app')(sql, parameters);

  as(user: string): TransactionQuery {
    return async <T>(sql: string, parameters: readonly unknown[] = []) => {
      const pool = user === 'sallyport_app' ? this.pool : this.poolOf(user);
      try {
        return (await pool.query(sql, [...parameters])).rows as T[];
      } finally {
        if (pool !== this.pool) await pool.end();
      }
    };
  }

  /** One transaction with these events. */
  async record(events: readonly AuditEventInput[], actor: Actor = systemActor('test')): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const query = async <T>(sql: string, parameters: readonly unknown[] = []) =>
        (await client.query(sql, [...parameters])).rows as T[];
      await this.events.append(query, events, { actor, at: this.clock.now() });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  /** `count` events, each in a transaction of its own. */
  async recordMany(count: number, text = 'event'): Promise<void> {
    for (let number = 0; number < count; number += 1) await this.record([anEvent(`${text} ${number}`)]);
  }

  newSigner(key = this.signerKey): CheckpointSigner {
    return new CheckpointSigner(parseSignerKeys(key), this.memoryPath);
  }

  newSealer(pace: Partial<SealerPace> = {}, signer = this.newSigner()): Sealer {
    return new Sealer({
      url: this.sealerUrl,
      signer,
      clock: this.clock,
      logger: pino({ level: 'silent' }),
      pace: { ...QUICK, ...pace },
    });
  }

  /** Seals everything that waits, in batches of `batch`, and signs once. */
  async seal(batch = 100): Promise<void> {
    const session = await SealingSession.open(this.sealerUrl, this.newSigner(), this.clock.now());
    if (!session) throw new Error('Another sealer is at work.');
    try {
      while ((await session.seal(batch, this.clock.now())).count > 0);
      await session.sign(this.clock.now());
    } finally {
      await session.close();
    }
  }

  /** The application's unit of work, writing to this trail. */
  unitOfWork(dataSource: DataSource): UnitOfWork {
    return new UnitOfWork(dataSource, this.events, this.clock);
  }

  /** As the application reads. */
  get reader(): Reader {
    return readerFrom(this.query);
  }

  get sealerUrl(): Redacted<string> {
    return new Redacted(this.postgres.url(DATABASE, 'sallyport_sealer'));
  }

  get verifierKey(): string {
    return this.newSigner().verifierKey;
  }

  /** As somebody who rules the server would: without rights or triggers in the way. */
  async tamper(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    const pool = this.poolOf('postgres');
    const client = await pool.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await client.query(sql, [...parameters]);
    } finally {
      client.release();
      await pool.end();
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private poolOf(user: string): Pool {
    const pool = new Pool({ connectionString: this.postgres.url(DATABASE, user), max: 8 });
    // A server that is killed on purpose takes idle connections with it.
    pool.on('error', () => undefined);
    return pool;
  }
}

export const anEvent = (text = 'something', more: Partial<AuditEventInput> = {}): AuditEventInput => ({
  type: 'tests.happened',
  subject: { kind: 'test-thing', id: newId() },
  data: { text: open(text) },
  ...more,
});
