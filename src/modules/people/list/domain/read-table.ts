import { type CsvError, parse } from 'csv-parse/sync';
import { decodeText } from './decode-text';
import type { ListFault } from './list-fault';

/** More rows than an organisation of this product's size has; a list above it is another file. */
export const ROWS_AT_MOST = 10_000;

export interface TableRow {
  /** On which the row begins: a quoted cell may go over several. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly heading: TableRow;
  readonly rows: readonly TableRow[];
}

/** RFC 4180, with what spreadsheets make of it: a byte order mark, semicolons or tabs, blank lines, rows of nothing but separators. */
export function readTable(bytes: Uint8Array): Table | ListFault {
  const decoded = decodeText(bytes);
  if (typeof decoded !== 'string') return decoded;
  const text = decoded.replace(/\r\n?/g, '\n');
  const rows = rowsOf(text);
  if (!Array.isArray(rows)) return rows;
  const [heading, ...people] = rows;
  if (heading === undefined) return wholeFile('The file is empty. Its first line names the columns.');
  if (people.length > ROWS_AT_MOST) {
    return wholeFile(`The file has ${people.length} rows, and at most ${ROWS_AT_MOST} are taken at once.`);
  }
  return { heading, rows: people };
}

function rowsOf(text: string): TableRow[] | ListFault {
  const rows: TableRow[] = [];
  let end = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: '\n',
      on_record: (cells: string[], { lines }) => {
        end = lines;
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: lines - lineFeedsIn(cells), cells });
        return null;
      },
    });
    return rows;
  } catch (error) {
    const { code, lines } = error as CsvError & { readonly lines?: number };
    // The parser tells where it gave up; whoever looks for the quotation mark wants to know where it opens.
    return unreadable(code, code === 'CSV_QUOTE_NOT_CLOSED' ? end + 1 : lines);
  }
}

/** What separates the headings: none of them holds one of these itself. */
function delimiterOf(text: string): string {
  const [heading] = text.split('\n', 1);
  const counts = [',', ';', '\t'].map((delimiter) => ({
    delimiter,
    count: heading.split(delimiter).length,
  }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).delimiter;
}

const lineFeedsIn = (cells: readonly string[]): number => cells.join('').split('\n').length - 1;

const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quotation mark opens here and is never closed.',
  INVALID_OPENING_QUOTE:
    'A quotation mark stands in the middle of a cell. Put the whole cell in quotation marks and write those within it twice.',
  CSV_INVALID_CLOSING_QUOTE:
    'Something follows a closing quotation mark. Write quotation marks within a cell twice.',
};

const unreadable = (code: string, line: number | undefined): ListFault => ({
  line: line ?? null,
  column: null,
  message: REASONS[code] ?? 'This is no CSV. Save the list as “CSV UTF-8”.',
});

const wholeFile = (message: string): ListFault => ({ line: null, column: null, message });
