import { Inject, Injectable } from '@nestjs/common';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { rootKeyColumn, type SealedColumn } from '../../platform/crypto/sealed-column';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work';
import { bytesOf } from './root-key.repository';

const BATCH = 200;

interface SealedRow {
  readonly place: string;
  readonly context: string;
  readonly sealed: Buffer;
}

export interface Rewrapped {
  readonly values: number;
  /** Contexts of values that no key opens: they were damaged before. They stay as they are. */
  readonly shut: readonly string[];
}

/**
 * Seals under the current root key what another one had sealed, a batch in a transaction, in the order of contexts. Whoever is
 * killed in the middle leaves each value under the one key or the other, and the next run goes on with what is left.
 */
@Injectable()
export class RewrapValues {
  constructor(
    private readonly uow: UnitOfWork,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
  ) {}

  async run(column: SealedColumn, tell: (done: number) => void): Promise<Rewrapped> {
    const shut: string[] = [];
    let values = 0;
    for (let after = ''; ;) {
      const batch = await this.uow.bookkeeping('keys: values are sealed under the new root key', (tx) =>
        this.rewrapBatch(tx, column, after),
      );
      if (batch.last === undefined) return { values, shut };
      after = batch.last;
      values += batch.values;
      shut.push(...batch.shut);
      tell(values);
    }
  }

  private async rewrapBatch(
    tx: Tx,
    sealed: SealedColumn,
    after: string,
  ): Promise<Rewrapped & { last: string | undefined }> {
    const { table, column, context } = sealed;
    const rows = await tx.query<SealedRow>(
      `SELECT ctid::text AS place, (${context})::text AS context, ${column} AS sealed FROM ${table}
       WHERE length(${column}) > 0 AND ${rootKeyColumn(sealed)} IS DISTINCT FROM $1 AND (${context})::text > $2
       ORDER BY (${context})::text LIMIT ${BATCH} FOR UPDATE`,
      [bytesOf(this.masterKey.current.id), after],
    );
    const fresh = rows.map((row) => ({ ...row, fresh: this.rewrapped(sealed.purpose, row) }));
    const opened = fresh.filter((row) => row.fresh !== undefined);
    await tx.query(
      `UPDATE ${table} SET ${column} = fresh.sealed
       FROM unnest($1::tid[], $2::bytea[]) AS fresh (place, sealed) WHERE ${table}.ctid = fresh.place`,
      [opened.map(({ place }) => place), opened.map((row) => row.fresh)],
    );
    const shut = fresh.filter((row) => row.fresh === undefined).map((row) => row.context);
    return { values: opened.length, shut, last: rows.at(-1)?.context };
  }

  private rewrapped(purpose: string, { context, sealed }: SealedRow): Buffer | undefined {
    try {
      return this.masterKey.seal(purpose, context, this.masterKey.open(purpose, context, sealed));
    } catch {
      return undefined;
    }
  }
}
