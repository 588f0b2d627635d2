import type { Reader } from '../../../platform/database/unit-of-work';
import { writeCheckpoint, writeEvent, writeHeader, writePosition, writeSealed } from './export-lines';
import { TreeStore } from '../sealing/tree-store';

/** Events read at a time; about as many kilobytes. */
const WINDOW = 2_000;

interface EventRow {
  readonly seq: string;
  readonly body: Buffer;
}
interface SealRow {
  readonly first_seq: string;
  readonly leaf_hashes: Buffer;
}
interface CheckpointRow {
  readonly size: string;
  readonly note: string;
}

/**
 * The trail up to its newest checkpoint, in the export format, as chunks of whole lines.
 * Nothing is judged here: what the database holds is written down as it is, and verifying says what it is worth.
 * Read in short statements, since a snapshot held for the whole trail would keep the server from cleaning up.
 */
export async function* exportEvents(from: Reader): AsyncGenerator<Buffer> {
  const end = await coveredSize(from);
  const first = Math.min(await firstKept(from), end);
  yield writeHeader(first, await new TreeStore(from).edge(first));
  const position = { next: first };
  for (let start = first; start < end; start += WINDOW) {
    yield Buffer.concat(await windowOf(from, start, Math.min(start + WINDOW, end), position));
  }
}

/** How many events the newest checkpoint covers. */
export async function coveredSize(from: Reader): Promise<number> {
  const row = await from.first<{ size: string | null }>('SELECT max(size) AS size FROM audit_checkpoint');
  return Number(row?.size ?? 0);
}

/** Where the trail begins, as far as a signed checkpoint covers the event that announced it. */
async function firstKept(from: Reader): Promise<number> {
  const row = await from.first<{ first: string | null }>('SELECT audit_announced_boundary() AS first');
  return Number(row?.first ?? 0);
}

async function windowOf(
  from: Reader,
  start: number,
  end: number,
  position: { next: number },
): Promise<Buffer[]> {
  const events = await from.query<EventRow>(
    'SELECT seq, body FROM audit_event WHERE seq >= $1 AND seq < $2 ORDER BY seq',
    [start, end],
  );
  const seals = await from.query<SealRow>(
    'SELECT first_seq, leaf_hashes FROM audit_seal WHERE first_seq >= $1 AND first_seq < $2 ORDER BY first_seq',
    [start, end],
  );
  const checkpoints = await from.query<CheckpointRow>(
    'SELECT size, note FROM audit_checkpoint WHERE size > $1 AND size <= $2 ORDER BY size, signed_at',
    [start, end],
  );
  const parts: Buffer[] = [];
  for (const event of events) {
    const index = Number(event.seq);
    writeUpTo(index, checkpoints, seals, parts);
    if (index !== position.next) parts.push(writePosition(index));
    parts.push(writeEvent(event.body));
    position.next = index + 1;
  }
  writeUpTo(end, checkpoints, [], parts);
  return parts;
}

/** The checkpoints that cover no more than `index` events, and the sealer's notes that begin there at the latest. */
function writeUpTo(index: number, checkpoints: CheckpointRow[], seals: SealRow[], parts: Buffer[]): void {
  const covered = checkpoints.findIndex(({ size }) => Number(size) > index);
  const begun = seals.findIndex(({ first_seq }) => Number(first_seq) > index);
  for (const { note } of checkpoints.splice(0, covered === -1 ? checkpoints.length : covered)) {
    parts.push(writeCheckpoint(note));
  }
  for (const seal of seals.splice(0, begun === -1 ? seals.length : begun)) {
    parts.push(writeSealed(Number(seal.first_seq), seal.leaf_hashes));
  }
}
