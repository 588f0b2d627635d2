import type { Client } from 'pg';
import type { Hash, TreeNode } from '../domain/merkle';
import type { RememberedCheckpoint } from './signer-memory';

export interface WaitingEvent {
  readonly recorded_at: Date;
  /** With all the digits that PostgreSQL keeps, of which a Date drops some. */
  readonly exact: string;
  readonly id: string;
}

export interface CompletedNode {
  readonly node: TreeNode;
  readonly hash: Hash;
}

/** Everything that the sealer's role says to the database. */
export class SealStatements {
  constructor(private readonly client: Client) {}

  async tryLock(key: number): Promise<boolean> {
    const { rows } = await this.client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [
      key,
    ]);
    return rows.at(0)?.won ?? false;
  }

  async newestNote(): Promise<string | undefined> {
    const { rows } = await this.client.query<{ note: string }>(
      'SELECT note FROM audit_checkpoint ORDER BY size DESC, signed_at DESC LIMIT 1',
    );
    return rows.at(0)?.note;
  }

  /**
   * Committed events without an index, in the order in which they were recorded.
   * @param since only those recorded from then on, or all
   */
  async waiting(limit: number, since: Date | undefined): Promise<WaitingEvent[]> {
    const { rows } = await this.client.query<WaitingEvent>({
      name: 'waiting',
      text: `
        SELECT recorded_at, recorded_at::text AS exact, id FROM audit_event
        WHERE seq IS NULL AND recorded_at >= $2 ORDER BY recorded_at, id LIMIT $1`,
      values: [limit, since ?? '-infinity'],
    });
    return rows;
  }

  /** Their leaf hashes, in order. The bytes never leave the database: it hashes them as it numbers them. */
  async number(waiting: readonly WaitingEvent[], first: number): Promise<Hash[]> {
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
    if (rows.length !== waiting.length) {
      throw new Error('Events that waited for the sealer are gone or numbered.');
    }
    return rows.sort((left, right) => Number(left.seq) - Number(right.seq)).map(({ leaf }) => leaf);
  }

  /** Its primary key is the fence: whoever numbers from the same index, by whatever mistake, fails here. */
  async storeSeal(first: number, leaves: readonly Hash[], now: Date): Promise<void> {
    await this.client.query({
      name: 'seal',
      text: 'INSERT INTO audit_seal (first_seq, leaf_count, leaf_hashes, sealed_at) VALUES ($1, $2, $3, $4)',
      values: [first, leaves.length, Buffer.concat(leaves), now],
    });
  }

  async storeNodes(completed: readonly CompletedNode[]): Promise<void> {
    if (completed.length === 0) return;
    await this.client.query(
      `INSERT INTO audit_node (level, index, hash)
       SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])`,
      [
        completed.map(({ node }) => node.level),
        completed.map(({ node }) => node.index),
        completed.map(({ hash }) => hash),
      ],
    );
  }

  async publish(checkpoint: RememberedCheckpoint, verifierKey: string): Promise<void> {
    const { size, signedAt, root, note } = checkpoint;
    await this.client.query({
      name: 'publish',
      text: `
        INSERT INTO audit_checkpoint (size, signed_at, root, note, verifier_key) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (size, signed_at) DO NOTHING`,
      values: [size, signedAt, root, note, verifierKey],
    });
    await this.watch('signing', size, '', signedAt);
  }

  /** Where every process of the product sees how the signer is. */
  async watch(state: 'signing' | 'refused', size: number, detail: string, at: Date): Promise<void> {
    await this.client.query({
      name: 'watch',
      text: `
        INSERT INTO audit_watch (aspect, state, size, detail, at) VALUES ('signing', $1, $2, $3, $4)
        ON CONFLICT (aspect) DO UPDATE
        SET state = excluded.state, size = excluded.size, detail = excluded.detail, at = excluded.at`,
      values: [state, size, detail, at],
    });
  }

  /** Makes the partitions of the coming months. */
  async prepareMonths(now: Date, ahead: number): Promise<void> {
    await this.client.query('SELECT audit_prepare_months($1, $2)', [now, ahead]);
  }
}
