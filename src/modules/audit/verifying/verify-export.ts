import { isCanonicalObject } from '../domain/canonical';
import { openCheckpoint } from '../domain/checkpoint';
import type { ScannedLines } from '../domain/export-scan';
import { HASH_BYTES, hashLeaf } from '../domain/merkle';
import { parseKeyring } from '../domain/keyring';
import { Verification, type VerificationReport } from '../domain/verification';
import { parseExportLine, type ExportLine } from '../exporting/export-lines';
import { ScanPool } from './scan-pool';

export interface VerifyOptions {
  /** The verifier key, `name+id+key`: the only thing that is trusted. Keys that it replaced follow, a line each. */
  readonly key: string;
  /** Signed notes that the auditor kept from earlier looks. */
  readonly seen?: readonly string[];
  /** The newest checkpoint must not be older than this. */
  readonly notBefore?: Date;
  /** Threads that hash beside this one; none unless given. */
  readonly threads?: number;
}

const NEWLINE = 0x0a;
/** Events are far smaller; a longer line is no export, and must not fill the memory. */
const LONGEST_LINE = 8 * 1024 * 1024;

/**
 * Verifies an export as it streams by, needing nothing else: no database, no network, no trust in who made it.
 * @throws NoteError when the key, or a checkpoint in `seen`, is not what it should be
 */
export async function verifyExport(
  chunks: AsyncIterable<Buffer>,
  options: VerifyOptions,
): Promise<VerificationReport> {
  const keyring = parseKeyring(options.key);
  const seen = (options.seen ?? []).map((note) => openCheckpoint(note, keyring));
  const reader = new ExportReader(new Verification(keyring, seen));
  const pool = new ScanPool(options.threads ?? 0);
  try {
    for await (const scanned of scannedInOrder(wholeLines(chunks), pool)) {
      if (scanned === undefined) reader.refuse('the export ends within a line.');
      else reader.read(scanned);
      if (reader.over) break;
    }
  } finally {
    await pool.close();
  }
  return reader.finish(options.notBefore);
}

async function* scannedInOrder(
  chunks: AsyncIterable<Buffer | undefined>,
  pool: ScanPool,
): AsyncGenerator<ScannedLines | undefined> {
  const underWay: Promise<ScannedLines | undefined>[] = [];
  for await (const chunk of chunks) {
    underWay.push(chunk ? pool.scan(chunk) : Promise.resolve(undefined));
    if (underWay.length > pool.ahead) yield underWay.shift();
  }
  yield* underWay;
}

/** Feeds a verification with the lines of an export. */
class ExportReader {
  private begun = false;

  constructor(private readonly verification: Verification) {}

  get over(): boolean {
    return this.verification.broken;
  }

  read({ leaves, notCanonical, announced, others }: ScannedLines): void {
    for (const boundary of announced) this.verification.pruneAnnounced(boundary);
    let done = 0;
    const events = (until: number): void => {
      if (until === done) return;
      if (!this.begun) this.refuse('the export does not begin with its header.');
      const at =
        notCanonical !== undefined && notCanonical >= done && notCanonical < until
          ? notCanonical - done
          : undefined;
      this.verification.events(leaves.subarray(done * HASH_BYTES, until * HASH_BYTES), at);
      done = until;
    };
    for (const { after, text } of others) {
      events(after);
      const line = parseExportLine(text);
      if (line) this.other(line);
      else this.refuse('a line is not of the export format.');
      if (this.over) return;
    }
    events(leaves.length / HASH_BYTES);
  }

  refuse(detail: string): void {
    if (!this.over) this.verification.unreadable(detail);
  }

  finish(notBefore: Date | undefined): VerificationReport {
    if (!this.begun) this.refuse('this is no audit export.');
    return this.verification.finish(notBefore);
  }

  private other(line: ExportLine): void {
    if ('sallyport-audit-export' in line) this.begin(line);
    else if (!this.begun) this.refuse('the export does not begin with its header.');
    else if ('sealed' in line) this.verification.sealed(line.sealed.first, line.sealed.leaves);
    else if ('checkpoint' in line) this.verification.checkpoint(line.checkpoint);
    else if ('position' in line) this.verification.position(line.position);
    else this.verification.events(hashLeaf(line.bytes), isCanonicalObject(line.bytes) ? undefined : 0);
  }

  private begin(header: Extract<ExportLine, { first: number }>): void {
    if (this.begun) {
      this.refuse('a second header stands in the middle.');
      return;
    }
    this.begun = true;
    const edge = Array.from({ length: header.edge.length / HASH_BYTES }, (_, place) =>
      header.edge.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
    );
    try {
      this.verification.begin(header.first, edge);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.refuse('its header contradicts itself.');
    }
  }
}

/** Cut at line ends, with the spare byte in front that scanning needs. Undefined for a last line that was cut. */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  const spare = Buffer.alloc(1);
  let rest: Buffer[] = [];
  let waiting = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield Buffer.concat([spare, ...rest, chunk.subarray(0, end)]);
      [rest, waiting] = [[], 0];
    }
    if (end === chunk.length) continue;
    rest.push(chunk.subarray(end));
    waiting += chunk.length - end;
    if (waiting > LONGEST_LINE) break;
  }
  if (waiting > 0) yield undefined;
}
