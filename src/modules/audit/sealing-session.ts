import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Redacted } from '../../kernel';
import { type CheckpointSigner, SigningRefused } from './checkpoint-signer';
import { CompactRange } from './domain/compact-range';
import type { Hash, TreeNode } from './domain/merkle';
import { readerOf } from './reader-of';
import { STORED_LEVEL, TreeDamage, TreeStore } from './tree-store';

/** "SALS": one number for every process that might seal in the same database. */
const SEALER_LOCK = 0x53414c53;
const STATEMENT_TIMEOUT = 15_000;
/** The server may be frozen and never time out itself. */
const ANSWER_TIMEOUT = 20_000;
const CONNECT_TIMEOUT = 5_000;
const FAREWELL = 1_000;
const MONTHS_AHEAD = 3;

export interface SealedBatch {
  readonly count: number;
  /** When the longest waiting of them was recorded. */
  readonly oldest: Date | undefined;
}

interface WaitingEvent {
  readonly recorded_at: Date;
  /** With all the digits that PostgreSQL keeps, of which a Date drops some. */
  readonly exact: string;
  readonly id: string;
}

/**
 * The reign of one sealer: from winning the lock until its connection ends, which gives the lock back whatever happens.
 * Everything runs on that one connection, so whoever lost the lock cannot write either.
 */
export class SealingSession {
  private readonly completed: { node: TreeNode; hash: Hash }[] = [];
  private range = new CompactRange();

  private constructor(
    private readonly client: Client,
    private readonly signer: CheckpointSigner,
    private readonly tree: TreeStore,
  ) {}

  /**
   * Undefined while another process is the sealer.
   * @throws SigningRefused when the signer will not vouch for this database
   */
  static async open(
    url: Redacted<string>,
    signer: CheckpointSigner,
    now: Date,
  ): Promise<SealingSession | undefined> {
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
    const session = new SealingSession(client, signer, new TreeStore(readerOf(client)));
    try {
      await client.connect();
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

  /** Gives the next indices to committed events that have none, in the order in which they were recorded. */
  async seal(limit: number, now: Date): Promise<SealedBatch> {
    const waiting = await this.waiting(limit);
    const oldest = waiting.at(0);
    if (!oldest) return { count: 0, oldest: undefined };
    await this.client.query('BEGIN');
    const first = this.range.size;
    const leaves = await this.number(waiting, first);
    await this.store(first, leaves, now);
    await this.client.query('COMMIT');
    return { count: waiting.length, oldest: oldest.recorded_at };
  }

  /** Signs the tree as it is and publishes the checkpoint. @throws SigningRefused */
  async sign(now: Date): Promise<void> {
    const head = { size: this.range.size, root: this.range.root() };
    await this.vouching(() => this.signer.sign(this.tree, head, now), now);
    await this.publish();
  }

  /** Makes the partitions of the coming months. */
  async prepareMonths(now: Date): Promise<void> {
    await this.client.query('SELECT audit_prepare_months($1, $2)', [now, MONTHS_AHEAD]);
  }

  /** Gives the lock back. A server that does not answer, not even to a farewell, is left without one. */
  async close(): Promise<void> {
    const farewell = this.client.end().catch(() => undefined);
    await Promise.race([farewell, delay(FAREWELL, undefined, { ref: false })]);
    this.abandon();
  }

  /** Cuts the connection at once; what is under way fails. */
  abandon(): void {
    this.client.connection.stream.destroy();
  }

  private async win(now: Date): Promise<boolean> {
    const { rows } = await this.client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [
      SEALER_LOCK,
    ]);
    if (!rows.at(0)?.won) return false;
    // What was signed must survive a crash of the server, whatever the server's own setting is.
    await this.client.query('SET synchronous_commit = on');
    await this.vouching(() => this.resume(), now);
    return true;
  }

  private async resume(): Promise<void> {
    const size = await this.tree.size();
    this.range = CompactRange.from(size, await this.edge(size), (node, hash) => {
      if (node.level >= STORED_LEVEL) this.completed.push({ node, hash });
    });
    const { rows } = await this.client.query<{ note: string }>(
      'SELECT note FROM audit_checkpoint ORDER BY size DESC, signed_at DESC LIMIT 1',
    );
    await this.signer.recall(this.tree, { size, root: this.range.root() }, rows.at(0)?.note);
    // Perhaps the last process died after it signed and before it published.
    if (this.signer.lastSigned) await this.publish();
  }

  private async edge(size: number): Promise<Hash[]> {
    try {
      return await this.tree.edge(size);
    } catch (error) {
      if (error instanceof TreeDamage) throw new SigningRefused('damaged-tree', error.message);
      throw error;
    }
  }

  private async waiting(limit: number): Promise<WaitingEvent[]> {
    const { rows } = await this.client.query<WaitingEvent>({
      name: 'waiting',
      text: `
        SELECT recorded_at, recorded_at::text AS exact, id FROM audit_event
        WHERE seq IS NULL ORDER BY recorded_at, id LIMIT $1`,
      values: [limit],
    });
    return rows;
  }

  /** The leaf hashes in order. The bytes never leave the database: it hashes them as it numbers them. */
  private async number(waiting: readonly WaitingEvent[], first: number): Promise<Hash[]> {
    const { rows } = await this.client.query<{ seq: string; leaf: Buffer }>({
      name: 'number',
      text: `
        UPDATE audit_event event SET seq = $3::bigint + waiting.position - 1
        FROM unnest($1::timestamptz[], $2::uuid[]) WITH ORDINALITY AS waiting (recorded_at, id, position)
        WHERE event.recorded_at = waiting.recorded_at AND event.id = waiting.id AND event.seq IS NULL
          AND event.recorded_at BETWEEN $4 AND $5
        RETURNING event.seq, sha256('\\x00'::bytea || event.body) AS leaf`,
      values: [
        waiting.map(({ exact }) => exact),
        waiting.map(({ id }) => id),
        first,
        waiting.at(0)?.exact,
        waiting.at(-1)?.exact,
      ],
    });
    if (rows.length !== waiting.length)
      throw new Error('Events that waited for the sealer are gone or numbered.');
    return rows.sort((left, right) => Number(left.seq) - Number(right.seq)).map(({ leaf }) => leaf);
  }

  private async store(first: number, leaves: readonly Hash[], now: Date): Promise<void> {
    this.completed.length = 0;
    leaves.forEach((leaf) => {
      this.range.append(leaf);
    });
    // Its primary key is the fence: whoever numbers from the same index, by whatever mistake, fails here.
    await this.client.query({
      name: 'seal',
      text: 'INSERT INTO audit_seal (first_seq, leaf_count, leaf_hashes, sealed_at) VALUES ($1, $2, $3, $4)',
      values: [first, leaves.length, Buffer.concat(leaves), now],
    });
    if (this.completed.length === 0) return;
    await this.client.query(
      `INSERT INTO audit_node (level, index, hash)
       SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])`,
      [
        this.completed.map(({ node }) => node.level),
        this.completed.map(({ node }) => node.index),
        this.completed.map(({ hash }) => hash),
      ],
    );
  }

  private async publish(): Promise<void> {
    const last = this.signer.lastSigned;
    if (!last) return;
    await this.client.query({
      name: 'publish',
      text: `
        INSERT INTO audit_checkpoint (size, signed_at, root, note, verifier_key) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (size, signed_at) DO NOTHING`,
      values: [last.size, last.signedAt, last.root, last.note, this.signer.verifierKey],
    });
    await this.watch('signing', last.size, '', last.signedAt);
  }

  /** A refusal is written down where every process of the product sees it. */
  private async vouching(work: () => Promise<unknown>, now: Date): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof SigningRefused) await this.watch('refused', this.range.size, error.message, now);
      throw error;
    }
  }

  private async watch(state: 'signing' | 'refused', size: number, detail: string, at: Date): Promise<void> {
    await this.client.query({
      name: 'watch',
      text: `
        INSERT INTO audit_watch (aspect, state, size, detail, at) VALUES ('signing', $1, $2, $3, $4)
        ON CONFLICT (aspect) DO UPDATE
        SET state = excluded.state, size = excluded.size, detail = excluded.detail, at = excluded.at`,
      values: [state, size, detail, at],
    });
  }
}
