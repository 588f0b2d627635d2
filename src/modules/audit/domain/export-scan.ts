import { hash } from 'node:crypto';
import { isCanonicalObject } from './canonical';
import { HASH_BYTES, LEAF_PREFIX } from './merkle';
import { announcedBoundary, PRUNE_ENDING } from './retention';

/** How every event's canonical bytes begin, and no other line of an export does. */
export const EVENT_START = Buffer.from('{"actor":');
const NEWLINE = 0x0a;
/** Where the type ends in {@link PRUNE_ENDING}: what follows is the same in every event. */
const TYPE_END = PRUNE_ENDING.lastIndexOf('","v"') - 1;

/** Canonical JSON has no line break, so an event's exact bytes can stand in an export as a line of their own. */
export const fitsOnALine = (body: Buffer): boolean =>
  body.subarray(0, EVENT_START.length).equals(EVENT_START) && !body.includes(NEWLINE);

/** A line that is no event, and how many events of the same chunk stand before it. */
export interface OtherLine {
  readonly after: number;
  readonly text: string;
}

export interface ScannedLines {
  /** The leaf hashes of the events, one after the other. */
  readonly leaves: Buffer;
  /** Position among the events of this chunk of the first one whose bytes are not canonical. */
  readonly notCanonical: number | undefined;
  /** First indices that announcements of pruning among these events name. */
  readonly announced: readonly number[];
  readonly others: readonly OtherLine[];
}

/**
 * Hashes and checks the events of some whole lines: the part of verification that looks at every byte.
 * @param chunk one spare byte, then lines, each ended by a newline. The byte before each event is overwritten by the
 *   leaf prefix, so that the hash is taken where the event lies and nothing is copied.
 */
export function scanLines(chunk: Buffer): ScannedLines {
  const leaves = new LeafList();
  const others: OtherLine[] = [];
  const announced: number[] = [];
  let notCanonical: number | undefined;
  for (let start = 1; start < chunk.length;) {
    const end = chunk.indexOf(NEWLINE, start);
    if (end === -1) throw new RangeError('A chunk of an export must end with a whole line.');
    if (isEvent(chunk, start)) {
      if (notCanonical === undefined && !isCanonicalObject(chunk.subarray(start, end)))
        notCanonical = leaves.count;
      if (isAnnouncement(chunk, end)) announced.push(announcedBoundary(chunk.subarray(start, end)) ?? 0);
      chunk[start - 1] = LEAF_PREFIX;
      leaves.add(hash('sha256', chunk.subarray(start - 1, end), 'binary'));
    } else {
      others.push({ after: leaves.count, text: chunk.toString('utf8', start, end) });
    }
    start = end + 1;
  }
  return { leaves: leaves.bytes(), notCanonical, announced, others };
}

function isEvent(chunk: Buffer, start: number): boolean {
  for (let offset = 0; offset < EVENT_START.length; offset += 1) {
    if (chunk[start + offset] !== EVENT_START[offset]) return false;
  }
  return true;
}

/** Compared from its end, where nearly every other type differs in the first byte. */
function isAnnouncement(chunk: Buffer, end: number): boolean {
  for (let offset = TYPE_END; offset >= 0; offset -= 1) {
    if (chunk[end - PRUNE_ENDING.length + offset] !== PRUNE_ENDING[offset]) return false;
  }
  return true;
}

/** Digests one after the other, without a string or a Buffer kept for each. */
class LeafList {
  count = 0;
  private room = Buffer.allocUnsafe(2_048 * HASH_BYTES);

  add(digest: string): void {
    if (this.count * HASH_BYTES === this.room.length) this.room = Buffer.concat([this.room, this.room]);
    this.room.write(digest, this.count * HASH_BYTES, HASH_BYTES, 'latin1');
    this.count += 1;
  }

  bytes(): Buffer {
    return this.room.subarray(0, this.count * HASH_BYTES);
  }
}
