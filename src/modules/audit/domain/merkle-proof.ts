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

/** The way from a subtree up to the root, level by level, along the hashes of a proof. */
class Climb {
  constructor(
    private position: number,
    private last: number,
  ) {}

  get isAtRoot(): boolean {
    return this.last === 0;
  }

  skipRightChildren(): void {
    while (this.position % 2 === 1) this.halve();
  }

  /** Whether the proof's next hash is the one on the left; steps up over it. */
  nextIsLeft(): boolean {
    const left = this.position % 2 === 1 || this.position === this.last;
    // The right edge of a tree that is not full: here some levels have no sibling, and the proof no hash.
    if (left) while (this.position % 2 === 0 && this.position > 0) this.halve();
    this.halve();
    return left;
  }

  private halve(): void {
    this.position = Math.floor(this.position / 2);
    this.last = Math.floor(this.last / 2);
  }
}

export function verifyInclusion(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (index < 0 || index >= size) return false;
  const climb = new Climb(index, size - 1);
  let computed = leaf;
  for (const sibling of proof) {
    if (climb.isAtRoot) return false;
    computed = climb.nextIsLeft() ? hashNode(sibling, computed) : hashNode(computed, sibling);
  }
  return climb.isAtRoot && computed.equals(root);
}

export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): boolean {
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  if (older.size === 0) return proof.length === 0 && older.root.equals(EMPTY_ROOT);
  if (older.size > newer.size) return false;
  const hashes = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  return climbsToBoth(older, newer, hashes);
}

/** @param hashes a subtree that both trees share, then what leads from it to both roots */
function climbsToBoth(older: TreeHead, newer: TreeHead, hashes: readonly Hash[]): boolean {
  const climb = new Climb(older.size - 1, newer.size - 1);
  climb.skipRightChildren();
  let [olderRoot, newerRoot] = [hashes.at(0), hashes.at(0)];
  if (!olderRoot || !newerRoot) return false;
  for (const sibling of hashes.slice(1)) {
    if (climb.isAtRoot) return false;
    if (climb.nextIsLeft()) {
      olderRoot = hashNode(sibling, olderRoot);
      newerRoot = hashNode(sibling, newerRoot);
    } else {
      newerRoot = hashNode(newerRoot, sibling);
    }
  }
  return climb.isAtRoot && olderRoot.equals(older.root) && newerRoot.equals(newer.root);
}

const isPowerOfTwo = (size: number): boolean => size === 1 || splitPoint(size) * 2 === size;
