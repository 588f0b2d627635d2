import { styleText } from 'node:util';
import { DAY, HOUR, MINUTE } from '../../kernel';
import type { Screen } from './context';

/** In the person's own time zone and manner. */
export const moment = (at: string): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** "45 minutes", "2 hours", as nearly as a person needs it. */
export function span(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return counted(Math.round(milliseconds / DAY), 'day');
  if (milliseconds >= 2 * HOUR) return counted(Math.round(milliseconds / HOUR), 'hour');
  return counted(Math.max(1, Math.round(milliseconds / MINUTE)), 'minute');
}

/** "in 25 minutes (28 Nov 2026, 10:32)", "3 minutes ago (…)". */
export function when(at: string, now: Date): string {
  const away = Date.parse(at) - now.getTime();
  return `${away >= 0 ? `in ${span(away)}` : `${span(-away)} ago`} (${moment(at)})`;
}

export const counted = (amount: number, unit: string, units = `${unit}s`): string =>
  `${amount} ${amount === 1 ? unit : units}`;

const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/**
 * Text that somebody else wrote, on one line and unable to steer a terminal: a justification may hold anything, and an
 * approver reads it here before they decide.
 */
export const inert = (text: string): string => text.replaceAll(CONTROL, ' ').trim();

/** As the pages group it, so that both can be compared by eye. */
export const fingerprint = (digest: string): string => digest.slice(0, 16).replaceAll(/.{4}(?!$)/g, '$& ');

type Row = readonly string[];

/** Rows in columns as wide as they need to be. */
export function table(rows: readonly Row[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd() + '\n')
    .join('');
}

/** A heading and columns for a person; for a program a line for each row, a tab between two values, and nothing else. */
export function listing(screen: Screen, head: Row, rows: readonly Row[], empty: string): string {
  if (!screen.isRead) return rows.map((row) => `${row.join('\t')}\n`).join('');
  if (rows.length === 0) return `${empty}\n`;
  const [first, ...rest] = table([head.map((name) => name.toUpperCase()), ...rows]).split(/(?<=\n)/);
  return faint(screen, first) + rest.join('');
}

export const faint = (screen: Screen, text: string): string =>
  screen.hasColours ? styleText('dim', text, { validateStream: false }) : text;
