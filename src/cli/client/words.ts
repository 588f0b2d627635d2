import { HOUR, MINUTE } from '../../kernel';

/** In the person's own time zone and manner. */
export const moment = (at: string): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** "45 minutes", "2 hours", as nearly as a person needs it. */
export function span(milliseconds: number): string {
  if (milliseconds >= 2 * HOUR) return counted(Math.round(milliseconds / HOUR), 'hour');
  return counted(Math.max(1, Math.round(milliseconds / MINUTE)), 'minute');
}

export const counted = (amount: number, unit: string, units = `${unit}s`): string =>
  `${amount} ${amount === 1 ? unit : units}`;

/** Rows in columns as wide as they need to be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd() + '\n')
    .join('');
}
