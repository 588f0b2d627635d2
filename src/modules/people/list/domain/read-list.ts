import type { ListFault } from './list-fault';
import { readColumns } from './list-columns';
import { type ListedPerson, readRow, type RowWords } from './read-row';
import { readTable } from './read-table';

export interface ListWords extends RowWords {
  /** Kinds of prerequisite that some access profile asks for. */
  readonly kinds: readonly string[];
}

export interface ReadList {
  readonly rows: readonly ListedPerson[];
  readonly faults: readonly ListFault[];
}

/** Every row of a list, and everything that is wrong with any of them by itself. */
export function readList(bytes: Uint8Array, words: ListWords): ReadList {
  const table = readTable(bytes);
  if ('message' in table) return { rows: [], faults: [table] };
  const { columns, faults } = readColumns(table.heading, words.kinds);
  if (faults.length > 0) return { rows: [], faults };
  const read = table.rows.map((row) => readRow(row, columns, words));
  return {
    rows: read.filter((row): row is ListedPerson => 'email' in row),
    faults: read.flatMap((row) => ('email' in row ? [] : row)),
  };
}
