import type { ListFault } from './list-fault';
import type { TableRow } from './read-table';

/** How the columns of a person are written by an export. Case, blanks, hyphens and underscores do not matter. */
export const COLUMNS = ['handle', 'name', 'email', 'status', 'job roles', 'manager'] as const;
export type PersonColumn = (typeof COLUMNS)[number];

const UNTIL = ' until';

/** `security-training`, and `security-training until` for its last day where the proof names one. */
export type ListColumn =
  | { readonly of: 'person'; readonly name: PersonColumn }
  | { readonly of: 'prerequisite'; readonly kind: string; readonly part: 'completedOn' | 'validUntil' };

export interface ReadColumn {
  readonly heading: string;
  readonly column: ListColumn;
}

export const prerequisiteHeadings = (kind: string): readonly [string, string] => [kind, `${kind}${UNTIL}`];

/** What each heading means. The list may leave columns out: what it does not speak of stays as it is. */
export function readColumns(
  { line, cells }: TableRow,
  kinds: readonly string[],
): { readonly columns: readonly ReadColumn[]; readonly faults: readonly ListFault[] } {
  const meanings = meaningsOf(kinds);
  const faults: ListFault[] = [];
  const columns: ReadColumn[] = [];
  const seen = new Set<ListColumn>();
  for (const heading of cells.map((cell) => cell.trim())) {
    const column = meanings.get(plain(heading));
    if (column === undefined) faults.push({ line, column: heading, message: unknownColumn(heading, kinds) });
    else if (seen.has(column))
      faults.push({ line, column: heading, message: 'This column stands there twice.' });
    else columns.push({ heading, column });
    if (column) seen.add(column);
  }
  for (const name of ['name', 'email'] as const) {
    if (![...seen].some((column) => column.of === 'person' && column.name === name))
      faults.push({ line, column: name, message: `The list needs a column “${name}”.` });
  }
  return { columns, faults };
}

const plain = (heading: string): string => heading.toLowerCase().replaceAll(/[\s_-]/g, '');

function meaningsOf(kinds: readonly string[]): ReadonlyMap<string, ListColumn> {
  const prerequisites = kinds.flatMap((kind) => {
    const [met, until] = prerequisiteHeadings(kind);
    return [
      [plain(met), { of: 'prerequisite', kind, part: 'completedOn' }],
      [plain(until), { of: 'prerequisite', kind, part: 'validUntil' }],
    ] as [string, ListColumn][];
  });
  const person = COLUMNS.map((name): [string, ListColumn] => [plain(name), { of: 'person', name }]);
  return new Map([...prerequisites, ...person]);
}

function unknownColumn(heading: string, kinds: readonly string[]): string {
  const known = [...COLUMNS, ...kinds].join(', ');
  if (heading === '') return `This column has no heading. Known columns: ${known}.`;
  return `There is no column “${heading}”. Known columns: ${known}.`;
}
