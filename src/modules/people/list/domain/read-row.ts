import { calendarDate, isCalendarDate, isGivenByFileAlone } from '../../../policy';
import { emailAddress } from '../../domain/email-address';
import type { SaidStatus } from '../../domain/person-on-record';
import { lineFault } from './cell';
import type { ReadColumn } from './list-columns';
import type { ListFault } from './list-fault';
import type { TableRow } from './read-table';
import { type Cell, RowCells } from './row-cells';

export interface Met {
  readonly completedOn: string;
  readonly validUntil: string | null;
}

/** What a row says of somebody. What is undefined has no column, and stays as it is. */
export interface ListedPerson {
  readonly line: number;
  readonly handle: string | undefined;
  readonly name: string;
  readonly email: string;
  readonly status: SaidStatus | undefined;
  readonly jobRoles: readonly string[] | undefined;
  /** A handle or an e-mail address; null for nobody. */
  readonly manager: string | null | undefined;
  /** Kind → what is on record of it; null for nothing. */
  readonly prerequisites: ReadonlyMap<string, Met | null>;
}

export interface RowWords {
  /** Key or title in lower case → key. */
  readonly jobRoles: ReadonlyMap<string, string>;
  readonly now: Date;
}

const HANDLE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const STATUSES: readonly string[] = ['active', 'suspended', 'left'] satisfies SaidStatus[];

/** One row, or everything that is wrong with it. */
export function readRow(
  row: TableRow,
  columns: readonly ReadColumn[],
  words: RowWords,
): ListedPerson | readonly ListFault[] {
  if (row.cells.length > columns.length) {
    const message = `This row has ${row.cells.length} cells, and there are ${columns.length} headings. Put a cell that holds a separator in quotation marks.`;
    return [{ line: row.line, column: null, message }];
  }
  const cells = new RowCells(row, columns);
  const person = {
    line: row.line,
    handle: handleIn(cells),
    name: nameIn(cells) ?? '',
    email: emailIn(cells) ?? '',
    status: statusIn(cells),
    jobRoles: jobRolesIn(cells, words.jobRoles),
    manager: managerIn(cells),
    prerequisites: new Map(cells.kinds.map((kind) => [kind, metIn(cells, kind, calendarDate(words.now))])),
  };
  return cells.faults.length > 0 ? cells.faults : person;
}

function handleIn(cells: RowCells): string | undefined {
  const cell = cells.of('handle');
  if (cell === undefined || cell.text === '') return undefined;
  const handle = cell.text.toLowerCase();
  if (HANDLE.test(handle) && handle.length <= 60) return handle;
  cells.refuse(
    cell,
    'A handle is made of letters a to z, digits and single hyphens, and starts with a letter. Leave it empty to have one made.',
  );
  return undefined;
}

function nameIn(cells: RowCells): string | undefined {
  const cell = cells.of('name');
  if (cell === undefined) return undefined;
  const fault = cell.text === '' ? 'Everybody needs a name.' : lineFault(cell.text, 120);
  if (fault !== undefined) cells.refuse(cell, fault);
  return cell.text;
}

function emailIn(cells: RowCells): string | undefined {
  const cell = cells.of('email');
  if (cell === undefined) return undefined;
  const address = lineFault(cell.text, 254) === undefined ? emailAddress(cell.text) : undefined;
  if (address === undefined)
    cells.refuse(cell, 'This is no e-mail address. Write one such as lea@marelle.example.');
  return address;
}

function statusIn(cells: RowCells): SaidStatus | undefined {
  const cell = cells.of('status');
  if (cell === undefined) return undefined;
  const status = cell.text.toLowerCase() || 'active';
  if (STATUSES.includes(status)) return status as SaidStatus;
  cells.refuse(cell, 'A status is active, suspended or left.');
  return undefined;
}

function jobRolesIn(cells: RowCells, known: RowWords['jobRoles']): readonly string[] | undefined {
  const cell = cells.of('job roles');
  if (cell === undefined) return undefined;
  const words = cell.text.split(/[,;|\n]/).map((word) => word.trim());
  const keys = words
    .filter((word) => word !== '')
    .flatMap((word) => jobRoleOf(cells, cell, word, known) ?? []);
  return [...new Set(keys)].sort();
}

function jobRoleOf(
  cells: RowCells,
  cell: Cell,
  word: string,
  known: RowWords['jobRoles'],
): string | undefined {
  const key = known.get(word.toLowerCase());
  if (key === undefined) {
    const given = [...new Set(known.values())].filter((one) => !isGivenByFileAlone(one)).join(', ');
    cells.refuse(cell, `There is no job role “${word}”. A list can give: ${given}.`);
  } else if (isGivenByFileAlone(key)) {
    const message = `The job role ${key} is given by the policy file alone. Take it out of the list.`;
    cells.refuse(cell, message, key);
  }
  return key;
}

function managerIn(cells: RowCells): string | null | undefined {
  const cell = cells.of('manager');
  if (cell === undefined) return undefined;
  return cell.text === '' ? null : cell.text.toLowerCase();
}

function metIn(cells: RowCells, kind: string, today: string): Met | null {
  const [met, until] = [cells.prerequisite(kind, 'completedOn'), cells.prerequisite(kind, 'validUntil')];
  const completedOn = dayIn(cells, met);
  const validUntil = dayIn(cells, until);
  if (completedOn === null && until !== undefined && validUntil !== null)
    cells.refuse(until, `This is the last day of something that was never met: “${kind}” is empty.`);
  if (completedOn === null) return null;
  if (met !== undefined && completedOn > today)
    cells.refuse(met, 'This day is still to come. List it once it is done.');
  if (until !== undefined && validUntil !== null && validUntil < completedOn)
    cells.refuse(until, 'It cannot end before the day on which it was met.');
  return { completedOn, validUntil };
}

function dayIn(cells: RowCells, cell: Cell | undefined): string | null {
  if (cell === undefined || cell.text === '') return null;
  if (isCalendarDate(cell.text)) return cell.text;
  cells.refuse(
    cell,
    'Write a day like 2026-03-03. Other ways of writing it are read differently in different countries.',
  );
  return null;
}
