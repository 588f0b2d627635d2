import type { Reader } from '../../../platform/database/unit-of-work';
import { newestCheckpoint } from '../sealing/audit-tree';
import { openCheckpoint } from '../domain/checkpoint';
import { CompactRange } from '../domain/compact-range';
import { hashLeaf } from '../domain/merkle';
import type { TreeHead } from '../domain/merkle-proof';
import type { Keyring } from '../domain/keyring';
import { NoteError } from '../domain/signed-note';
import { TreeDamage, TreeStore } from '../sealing/tree-store';

const WINDOW = 2_000;

/**
 * Goes on from what was verified before to the newest checkpoint.
 * @returns the new head; `verified` itself when there is nothing new; undefined when it does not fit, and only a check
 *   of everything can say why
 */
export async function checkNewEvents(
  from: Reader,
  verified: TreeHead,
  keyring: Keyring,
): Promise<TreeHead | undefined> {
  const newest = await newestCheckpoint(from);
  if ((newest?.size ?? 0) === verified.size) return verified;
  if (!newest || newest.size < verified.size) return undefined;
  try {
    const checkpoint = openCheckpoint(newest.note, keyring);
    const range = CompactRange.from(verified.size, await new TreeStore(from).edge(verified.size));
    if (!range.root().equals(verified.root)) return undefined;
    const complete = await appendEvents(from, range, checkpoint.size);
    return complete && range.root().equals(checkpoint.root) ? checkpoint : undefined;
  } catch (error) {
    if (error instanceof NoteError || error instanceof TreeDamage) return undefined;
    throw error;
  }
}

/** False where the numbers do not follow one another. */
async function appendEvents(from: Reader, range: CompactRange, end: number): Promise<boolean> {
  while (range.size < end) {
    const start = range.size;
    const rows = await from.query<{ seq: string; body: Buffer }>(
      'SELECT seq, body FROM audit_event WHERE seq >= $1 AND seq < $2 ORDER BY seq',
      [start, Math.min(start + WINDOW, end)],
    );
    for (const { seq, body } of rows) {
      if (Number(seq) !== range.size) return false;
      range.append(hashLeaf(body));
    }
    if (rows.length === 0) return false;
  }
  return true;
}
