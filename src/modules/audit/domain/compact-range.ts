import { hash } from 'node:crypto';
import { coveringNodes, foldRoot, HASH_BYTES, NODE_PREFIX, type Hash, type TreeNode } from './merkle';

const LEFT = 1;
const RIGHT = LEFT + HASH_BYTES;

/** Told of every subtree of two leaves or more, the moment its last leaf is there. */
export type NodeListener = (node: TreeNode, hash: Hash) => void;

/**
 * The right edge of a growing tree: O(log n) hashes from which the root and every later root follow.
 *
 * Level l keeps the input of its next inner hash: prefix, left child, right child. So a leaf costs one inner hash on
 * average and allocates nothing but that digest, which stays a one-byte-a-character string because Node makes those
 * in less than half the time of a Buffer.
 */
export class CompactRange {
  private readonly levels: Buffer[] = [];
  private leaves = 0;

  constructor(private readonly onNode?: NodeListener) {}

  /** The edge of a tree of `size` leaves, whose {@link coveringNodes} have these hashes. */
  static from(size: number, hashes: readonly Hash[], onNode?: NodeListener): CompactRange {
    const range = new CompactRange(onNode);
    const nodes = coveringNodes({ start: 0, end: size });
    if (nodes.length !== hashes.length) {
      throw new RangeError(
        `A tree of ${size} leaves has an edge of ${nodes.length} hashes, not ${hashes.length}.`,
      );
    }
    for (const [position, hash] of hashes.entries())
      range.inputOf(nodes[position]?.level ?? 0).set(hash, LEFT);
    range.leaves = size;
    return range;
  }

  get size(): number {
    return this.leaves;
  }

  /** @param offset where the leaf's hash stands in `hashes` */
  append(hashes: Buffer, offset = 0): void {
    let input = this.inputOf(0);
    let index = this.leaves;
    hashes.copy(input, index % 2 === 0 ? LEFT : RIGHT, offset, offset + HASH_BYTES);
    for (let level = 1; index % 2 === 1; level += 1) {
      const digest = hash('sha256', input, 'binary');
      index = (index - 1) / 2;
      this.onNode?.({ level, index }, Buffer.from(digest, 'binary'));
      input = this.inputOf(level);
      input.write(digest, index % 2 === 0 ? LEFT : RIGHT, HASH_BYTES, 'latin1');
    }
    this.leaves += 1;
  }

  root(): Hash {
    return foldRoot(this.edge());
  }

  /** The hashes of {@link coveringNodes} of the whole tree, from left to right: all that {@link CompactRange.from} needs. */
  edge(): Hash[] {
    return coveringNodes({ start: 0, end: this.leaves }).map(({ level }) =>
      Buffer.from(this.inputOf(level).subarray(LEFT, RIGHT)),
    );
  }

  private inputOf(level: number): Buffer {
    return (this.levels[level] ??= Buffer.alloc(RIGHT + HASH_BYTES, NODE_PREFIX));
  }
}
