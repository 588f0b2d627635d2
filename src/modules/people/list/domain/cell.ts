import { inertText } from '../../../policy';

/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell for a spreadsheet: nothing in it is computed, and {@link plainCell} reads it back as it was. */
export function writtenCell(text: string): string {
  const harmless = FORMULA.test(text) || text.startsWith("'") ? `'${text}` : text;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text of a cell, without the apostrophe that kept it from being computed. */
export function plainCell(cell: string): string {
  const text = cell.normalize('NFC').trim();
  const kept = text.slice(1);
  return text.startsWith("'") && (FORMULA.test(kept) || kept.startsWith("'")) ? kept : text;
}

/** Why this is no single line that a reader sees as it is stored; undefined where it is one. */
export function lineFault(text: string, most: number): string | undefined {
  if (text.includes('\n')) return 'Write this on one line.';
  if (inertText(text) !== text) return 'This holds a character that a reader would not see. Type it anew.';
  return text.length > most ? `Write at most ${most} characters.` : undefined;
}
