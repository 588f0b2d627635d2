import { z } from 'zod';
import { fitsOnALine } from '../domain/export-scan';
import { HASH_BYTES, type Hash } from '../domain/merkle';
import { decodeBase64 } from '../domain/signed-note';

/**
 * The export format, one JSON value a line; docs/auditors.md describes it for people.
 * An event is a line of its own, its exact bytes, so that `grep` and `jq` read it and a hash of the line is the leaf.
 */
export const EXPORT_FORMAT = 1;

const NEWLINE = '\n';

const index = z.int().min(0);
const hashes = z.string().transform((text, context) => {
  const bytes = text === '' ? Buffer.alloc(0) : decodeBase64(text);
  if (bytes && bytes.length % HASH_BYTES === 0) return bytes;
  context.addIssue('must be hashes in base64');
  return z.NEVER;
});
const bytes = z.string().transform((text, context) => {
  const decoded = text === '' ? Buffer.alloc(0) : decodeBase64(text);
  if (decoded) return decoded;
  context.addIssue('must be base64');
  return z.NEVER;
});

/** `first`: index of the first event that follows. `edge`: the subtrees that cover the events before it. */
const headerLine = z.strictObject({
  'sallyport-audit-export': z.literal(EXPORT_FORMAT),
  first: index,
  edge: hashes,
});
/** The sealer's leaf hashes from `first` on: not evidence, but they tell which event is wrong when a root does not fit. */
const sealedLine = z.strictObject({ sealed: z.strictObject({ first: index, leaves: hashes }) });
const checkpointLine = z.strictObject({ checkpoint: z.string() });
/** The next event has this index, although the one before it was not its neighbour. */
const positionLine = z.strictObject({ position: index });
/** An event whose bytes are not a line that begins as every event does, and so surely not as they were written. */
const bytesLine = z.strictObject({ bytes });

export const exportLine = z.union([headerLine, sealedLine, checkpointLine, positionLine, bytesLine]);
export type ExportLine = z.output<typeof exportLine>;

/** Undefined when the line is none of the format. */
export function parseExportLine(text: string): ExportLine | undefined {
  try {
    return exportLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const line = (value: z.input<typeof exportLine>): Buffer => Buffer.from(JSON.stringify(value) + NEWLINE);

export const writeHeader = (first: number, edge: readonly Hash[]): Buffer =>
  line({ 'sallyport-audit-export': EXPORT_FORMAT, first, edge: Buffer.concat(edge).toString('base64') });

export const writeSealed = (first: number, leaves: Buffer): Buffer =>
  line({ sealed: { first, leaves: leaves.toString('base64') } });

export const writeCheckpoint = (note: string): Buffer => line({ checkpoint: note });

export const writePosition = (position: number): Buffer => line({ position });

export const writeEvent = (body: Buffer): Buffer =>
  fitsOnALine(body) ? Buffer.concat([body, Buffer.from(NEWLINE)]) : line({ bytes: body.toString('base64') });
