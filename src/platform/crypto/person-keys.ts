import { randomBytes } from 'node:crypto';
import { MINUTE } from '../../kernel';
import type { TransactionQuery } from '../database/audit-event';
import { KEY_BYTES, openBytes, sealBytes } from './authenticated-encryption';
import type { MasterKey } from './master-key';

export const PERSON_KEYS_PURPOSE = 'person keys';
/** How long a process that wrote about somebody may still hold the key after it was erased. */
const KEPT_FOR = 10 * MINUTE;
const KEPT_AT_MOST = 10_000;

/** The key of one person. The bytes are private to this object. */
export class PersonKey {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  seal(context: string, plaintext: Buffer): Buffer {
    return sealBytes(this.#bytes, context, plaintext);
  }

  /** Throws when the value is not of this person and context, or was changed since. */
  open(context: string, sealed: Buffer): Buffer {
    return openBytes(this.#bytes, context, sealed);
  }
}

interface KeyRow {
  readonly person_id: string;
  readonly wrapped: Buffer | null;
}

/**
 * One random key a person, kept wrapped by the master key. Personal values are readable as long as it exists;
 * erasing it makes all of them unreadable at once, wherever their ciphertext has been copied to (GDPR, Art. 17).
 */
export class PersonKeys {
  private readonly kept = new Map<string, { key: PersonKey; until: number }>();

  constructor(private readonly masterKey: MasterKey) {}

  /** A key for each person who was not erased, made in the caller's transaction where there is none yet. */
  async forWriting(
    query: TransactionQuery,
    personIds: readonly string[],
    at: Date,
  ): Promise<Map<string, PersonKey>> {
    const keys = new Map<string, PersonKey>();
    const unknown: string[] = [];
    for (const id of new Set(personIds)) {
      const kept = this.kept.get(id);
      if (kept && kept.until > at.getTime()) keys.set(id, kept.key);
      else unknown.push(id);
    }
    if (unknown.length > 0) await this.load(query, unknown, at, keys);
    return keys;
  }

  /** Always asks the database, so that an erased person is erased for every reader at once. */
  async forReading(query: TransactionQuery, personIds: readonly string[]): Promise<Map<string, PersonKey>> {
    if (personIds.length === 0) return new Map();
    const rows = await this.rowsOf(query, personIds);
    return new Map(
      rows.flatMap((row) => (row.wrapped ? [[row.person_id, this.unwrap(row, row.wrapped)]] : [])),
    );
  }

  /** For good: nothing about this person opens again, and nothing new is ever sealed for them. False when done before. */
  async erase(query: TransactionQuery, personId: string, at: Date): Promise<boolean> {
    this.kept.delete(personId);
    const erased = await query(
      `INSERT INTO person_key (person_id, wrapped, created_at, erased_at) VALUES ($1, NULL, $2, $2)
       ON CONFLICT (person_id) DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at
       WHERE person_key.erased_at IS NULL
       RETURNING person_id`,
      [personId, at],
    );
    return erased.length > 0;
  }

  private async load(
    query: TransactionQuery,
    personIds: readonly string[],
    at: Date,
    keys: Map<string, PersonKey>,
  ): Promise<void> {
    const found = this.keepAndCollect(await this.rowsOf(query, personIds), at, keys);
    const missing = personIds.filter((id) => !found.has(id));
    if (missing.length === 0) return;
    await this.make(query, missing, at, keys);
    // Somebody else made these a moment ago, and that is committed or they would still make us wait.
    const raced = missing.filter((id) => !keys.has(id));
    if (raced.length > 0) this.keepAndCollect(await this.rowsOf(query, raced), at, keys);
  }

  /** Not kept in memory: this transaction may yet roll back, and then the key was never there. */
  private async make(
    query: TransactionQuery,
    personIds: readonly string[],
    at: Date,
    keys: Map<string, PersonKey>,
  ): Promise<void> {
    // In one order everywhere, so that two transactions that need the same keys do not deadlock.
    const fresh = [...personIds].sort().map((id) => ({ id, bytes: randomBytes(KEY_BYTES) }));
    const made = await query<{ person_id: string }>(
      `INSERT INTO person_key (person_id, wrapped, created_at)
       SELECT person_id, wrapped, $3 FROM unnest($1::uuid[], $2::bytea[]) AS fresh (person_id, wrapped)
       ON CONFLICT (person_id) DO NOTHING
       RETURNING person_id`,
      [
        fresh.map(({ id }) => id),
        fresh.map(({ id, bytes }) => this.masterKey.seal(PERSON_KEYS_PURPOSE, id, bytes)),
        at,
      ],
    );
    const ours = new Set(made.map((row) => row.person_id));
    for (const { id, bytes } of fresh) if (ours.has(id)) keys.set(id, new PersonKey(bytes));
  }

  private keepAndCollect(rows: readonly KeyRow[], at: Date, keys: Map<string, PersonKey>): Set<string> {
    if (this.kept.size > KEPT_AT_MOST) this.kept.clear();
    for (const row of rows) {
      if (!row.wrapped) continue;
      const key = this.unwrap(row, row.wrapped);
      this.kept.set(row.person_id, { key, until: at.getTime() + KEPT_FOR });
      keys.set(row.person_id, key);
    }
    return new Set(rows.map((row) => row.person_id));
  }

  private rowsOf(query: TransactionQuery, personIds: readonly string[]): Promise<KeyRow[]> {
    return query<KeyRow>('SELECT person_id, wrapped FROM person_key WHERE person_id = ANY ($1::uuid[])', [
      [...new Set(personIds)],
    ]);
  }

  private unwrap(row: KeyRow, wrapped: Buffer): PersonKey {
    return new PersonKey(this.masterKey.open(PERSON_KEYS_PURPOSE, row.person_id, wrapped));
  }
}
