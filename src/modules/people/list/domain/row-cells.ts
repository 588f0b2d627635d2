import { plainCell } from './cell';
import type { PersonColumn, ReadColumn } from './list-columns';
import type { ListFault } from './list-fault';
import type { TableRow } from './read-table';

export interface Cell {
  readonly text: string;
  readonly heading: string;
}

/** The cells of one row by what their columns mean, and what was found wrong with them. */
export class RowCells {
  readonly faults: ListFault[] = [];

  constructor(
    private readonly row: TableRow,
    private readonly columns: readonly ReadColumn[],
  ) {}

  /** Undefined where the list has no such column. */
  of(name: PersonColumn): Cell | undefined {
    return this.at(({ column }) => column.of === 'person' && column.name === name);
  }

  /** Kinds of prerequisite that the list speaks of. */
  get kinds(): string[] {
    return [...new Set(this.columns.flatMap(({ column }) => (column.of === 'person' ? [] : column.kind)))];
  }

  prerequisite(kind: string, part: 'completedOn' | 'validUntil'): Cell | undefined {
    return this.at(
      ({ column }) => column.of === 'prerequisite' && column.kind === kind && column.part === part,
    );
  }

  refuse({ heading }: Pick<Cell, 'heading'>, message: string, circleRole?: string): void {
    this.faults.push({ line: this.row.line, column: heading, message, circleRole });
  }

  private at(isMeant: (column: ReadColumn) => boolean): Cell | undefined {
    const place = this.columns.findIndex(isMeant);
    if (place === -1) return undefined;
    return { text: plainCell(this.row.cells[place] ?? ''), heading: this.columns[place].heading };
  }
}
