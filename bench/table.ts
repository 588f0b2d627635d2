import type { Measurement } from './measurement';

const HEADER = ['bench', 'ours', 'bare limit', 'unit', 'ratio', 'samples', 'asked for', 'met'];
/** Columns that hold numbers. */
const TO_THE_RIGHT = new Set([1, 2, 4, 5]);

/** The measurements for a terminal. */
export function tableOf(measurements: readonly Measurement[]): string {
  const rows = [HEADER, ...measurements.map(rowOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => padded(cell, column, widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const rowOf = (one: Measurement): string[] => [
  one.name,
  shortened(one.ours),
  one.limit === null ? '–' : shortened(one.limit),
  one.unit,
  one.ratio === null ? '–' : one.ratio.toFixed(2),
  String(one.samples),
  one.target,
  one.met ? 'yes' : 'NO',
];

const padded = (cell: string, column: number, width: number): string =>
  TO_THE_RIGHT.has(column) ? cell.padStart(width) : cell.padEnd(width);

/** Three significant digits: more would pretend to a precision that no shared machine has. */
const shortened = (value: number): string => String(Number(value.toPrecision(value >= 1_000 ? 4 : 3)));
