import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import type { Redacted } from '../../../kernel';
import { farewell } from '../../../platform/database/farewell';
import { type CheckpointSigner, SigningRefused } from './checkpoint-signer';
import { CompactRange } from '../domain/compact-range';
import type { Hash } from '../domain/merkle';
import { LookBack } from '../reading/look-back';
import { readerOf } from '../reader-of';
import { SealStatements, type CompletedNode, type WaitingEvent } from './seal-statements';
import { STORED_LEVEL, TreeDamage, TreeStore } from './tree-store';

/** "SALS": one number for every process that might seal in the same database. */
const SEALER_LOCK = 0x53414c53;
const STATEMENT_TIMEOUT = 15_000;
/** The server may be frozen and never time out itself. */
const ANSWER_TIMEOUT = 20_000;
const CONNECT_TIMEOUT = 5_000;
/** A sealer looks several times a second. One that says nothing for so long stands still, or its machine is gone. */
const LONGEST_SILENCE = 10_000;
const MONTHS_AHEAD = 3;

export interface SealedBatch {
  readonly count: number;
  /** When the longest waiting of them was recorded. */
  readonly oldest: Date | undefined;
}

/**
 * The reign of one sealer: from winning the lock until its connection ends, which gives the lock back whatever happens.
 * Everything runs on that one connection, so whoever lost the lock cannot write either.
 */
export class SealingSession {
  private readonly statements: SealStatements;
  private readonly tree: TreeStore;
  private readonly lookBack = new LookBack();
  private completed: CompletedNode[] = [];
  private range = new CompactRange();

  private constructor(
    private readonly client: Client,
    private readonly signer: CheckpointSigner,
  ) {
    this.statements = new SealStatements(client);
    this.tree = new TreeStore(readerOf(client));
  }

  /**
   * Undefined while another process is the sealer.
   * @throws SigningRefused when the signer will not vouch for this database
   */
  static async open(
    url: Redacted<string>,
    signer: CheckpointSigner,
    now: Date,
  ): Promise<SealingSession | undefined> {
    const session = new SealingSession(connectionTo(url), signer);
    try {
      await session.client.connect();
      if (await session.win(now)) return session;
      await session.close();
      return undefined;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  get size(): number {
    return this.range.size;
  }

  /**
   * Gives the next indices to committed events that have none, in the order in which they were recorded.
   * When it throws, the session is of no more use: what it knows of the tree may be ahead of the database.
   */
  async seal(limit: number, now: Date): Promise<SealedBatch> {
    const waiting = await this.waiting(limit);
    const [oldest, newest] = [waiting.at(0), waiting.at(-1)];
    if (!oldest || !newest) return { count: 0, oldest: undefined };
    const first = this.range.size;
    await this.client.query('BEGIN');
    const leaves = await this.statements.number(waiting, first);
    this.completed = [];
    leaves.forEach((leaf) => {
      this.range.append(leaf);
    });
    await this.statements.storeSeal(first, leaves, now);
    await this.statements.storeNodes(this.completed);
    await this.client.query('COMMIT');
    this.lookBack.sealed(newest.recorded_at, now);
    return { count: waiting.length, oldest: oldest.recorded_at };
  }

  /** Signs the tree as it is and publishes the checkpoint. @throws SigningRefused */
  async sign(now: Date): Promise<void> {
    const head = { size: this.range.size, root: this.range.root() };
    const signed = await this.vouching(() => this.signer.sign(this.tree, head, now), now);
    await this.statements.publish(signed, this.signer.verifierKey);
  }

  prepareMonths(now: Date): Promise<void> {
    return this.statements.prepareMonths(now, MONTHS_AHEAD);
  }

  /** Gives the lock back. */
  close(): Promise<void> {
    return farewell(this.client);
  }

  /** Cuts the connection at once; what is under way fails. */
  abandon(): void {
    this.client.connection.stream.destroy();
  }

  private async waiting(limit: number): Promise<WaitingEvent[]> {
    const since = this.lookBack.since();
    const began = performance.now();
    const waiting = await this.statements.waiting(limit, since);
    // A full batch means that there is more: the next look is a full one again.
    if (!since && waiting.length < limit) this.lookBack.lookedAtAll(performance.now() - began);
    return waiting;
  }

  private async win(now: Date): Promise<boolean> {
    if (!(await this.statements.tryLock(SEALER_LOCK))) return false;
    // What was signed must survive a crash of the server, whatever the server's own setting is.
    await this.client.query('SET synchronous_commit = on');
    // Else the lock would stay with a process that stands still; of a machine that is gone the server hears after hours.
    await this.client.query(`SET idle_session_timeout = ${LONGEST_SILENCE}`);
    await this.client.query(`SET idle_in_transaction_session_timeout = ${LONGEST_SILENCE}`);
    await this.vouching(() => this.resume(), now);
    return true;
  }

  private async resume(): Promise<void> {
    const size = await this.tree.size();
    this.range = CompactRange.from(size, await this.edge(size), (node, hash) => {
      if (node.level >= STORED_LEVEL) this.completed.push({ node, hash });
    });
    const head = { size, root: this.range.root() };
    await this.signer.recall(this.tree, head, await this.statements.newestNote());
  }

  private async edge(size: number): Promise<Hash[]> {
    try {
      return await this.tree.edge(size);
    } catch (error) {
      if (error instanceof TreeDamage) throw new SigningRefused('damaged-tree', error.message);
      throw error;
    }
  }

  /** A refusal is written down before it is thrown on. */
  private async vouching<T>(work: () => Promise<T>, now: Date): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SigningRefused) {
        await this.statements.watch('refused', this.range.size, error.message, now);
      }
      throw error;
    }
  }
}

function connectionTo(url: Redacted<string>): Client {
  const client = new Client({
    connectionString: url.reveal(),
    application_name: 'sallyport-sealer',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    query_timeout: ANSWER_TIMEOUT,
    keepAlive: true,
  });
  // A connection that breaks while idle says so here; the next statement on it fails, and that is what counts.
  client.on('error', () => undefined);
  return client;
}
