import { EMPTY_ROOT, hashNode, splitPoint, type Hash, type LeafRange } from './merkle';

/**
 * Proofs of RFC 6962, sections 2.1.1 and 2.1.2. What a proof consists of is computed first, as ranges of leaves whose
 * roots are wanted, so that a caller can fetch all of them at once; checking follows RFC 9162, 2.1.3.2 and 2.1.4.2.
 */

/** PATH(index, D[size]): the subtrees whose roots prove that leaf `index` is in the tree of `size` leaves. */
export function inclusionPath(index: number, size: number): LeafRange[] {
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size)) {
    throw new RangeError(`There is no leaf ${index} in a tree of ${size}.`);
  }
  const path: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const split = start + splitPoint(end - start);
    if (index < split) {
      path.push({ start: split, end });
      end = split;
    } else {
      path.push({ start, end: split });
      start = split;
    }
  }
  return path.reverse();
}

/** PROOF(older, D[newer]): the subtrees whose roots prove that the newer tree begins with the older one. */
export function consistencyPath(older: number, newer: number): LeafRange[] {
  if (!(Number.isSafeInteger(older) && Number.isSafeInteger(newer) && older >= 0 && older <= newer)) {
    throw new RangeError(`A tree of ${newer} cannot extend one of ${older}.`);
  }
  // Every tree extends the empty one, and itself: nothing to prove.
  if (older === 0 || older === newer) return [];
  const path: LeafRange[] = [];
  let start = 0;
  let end = newer;
  while (end !== older) {
    const split = start + splitPoint(end - start);
    if (older <= split) {
      path.push({ start: split, end });
      end = split;
    } else {
      path.push({ start, end: split });
      start = split;
    }
  }
  // From the left edge the checker knows this subtree already: it is the older root itself.
  if (start > 0) path.push({ start, end });
  return path.reverse();
}

export function verifyInclusion(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (index < 0 || index >= size) return false;
  let position = index;
  let last = size - 1;
  let computed = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      computed = hashNode(sibling, computed);
      while (position % 2 === 0 && position > 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else {
      computed = hashNode(computed, sibling);
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 && computed.equals(root);
}

export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0 && older.root.equals(EMPTY_ROOT);
  const [seed, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  if (seed === undefined) return false;
  let position = older.size - 1;
  let last = newer.size - 1;
  while (position % 2 === 1) [position, last] = [(position - 1) / 2, Math.floor(last / 2)];
  let olderRoot = seed;
  let newerRoot = seed;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      olderRoot = hashNode(sibling, olderRoot);
      newerRoot = hashNode(sibling, newerRoot);
      while (position % 2 === 0 && position > 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else {
      newerRoot = hashNode(newerRoot, sibling);
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 && olderRoot.equals(older.root) && newerRoot.equals(newer.root);
}

const isPowerOfTwo = (size: number): boolean => size === 1 || splitPoint(size) * 2 === size;
