import type { Reader } from '../../../platform/database/unit-of-work';
import { CompactRange } from '../domain/compact-range';
import {
  coveringNodes,
  foldRoot,
  HASH_BYTES,
  type Hash,
  type LeafRange,
  type TreeNode,
} from '../domain/merkle';
import { consistencyPath, inclusionPath } from '../domain/merkle-proof';

/** Subtrees of 256 leaves and more are stored; smaller ones are computed from leaf hashes when they are wanted. */
export const STORED_LEVEL = 8;
const BLOCK = 2 ** STORED_LEVEL;

/** The stored Merkle tree: any root or proof from O(log n) rows, also for events whose bodies were pruned. */
export class TreeStore {
  constructor(private readonly from: Reader) {}

  /** How many events have an index. */
  async size(): Promise<number> {
    const last = await this.from.first<{ size: string }>(
      'SELECT first_seq + leaf_count AS size FROM audit_seal ORDER BY first_seq DESC LIMIT 1',
    );
    return Number(last?.size ?? 0);
  }

  /** The hashes from which a {@link CompactRange} of that size is resumed. */
  edge(size: number): Promise<Hash[]> {
    return this.hashesOf(coveringNodes({ start: 0, end: size }));
  }

  async root(size: number): Promise<Hash> {
    return foldRoot(await this.edge(size));
  }

  inclusionProof(index: number, size: number): Promise<Hash[]> {
    return this.rootsOf(inclusionPath(index, size));
  }

  consistencyProof(older: number, newer: number): Promise<Hash[]> {
    return this.rootsOf(consistencyPath(older, newer));
  }

  /** The leaf hashes of a range, one after the other. Throws when the store has not all of them. */
  async leafHashes({ start, end }: LeafRange): Promise<Buffer> {
    const rows = await this.from.query<{ first_seq: string; leaf_hashes: Buffer }>(
      `SELECT first_seq, leaf_hashes FROM audit_seal
       WHERE first_seq < $2
         AND first_seq >= (SELECT max(first_seq) FROM audit_seal WHERE first_seq <= $1)
       ORDER BY first_seq`,
      [start, end],
    );
    let next = start;
    const parts = rows.map((row) => {
      const from = (next - Number(row.first_seq)) * HASH_BYTES;
      const part = row.leaf_hashes.subarray(from, from + (end - next) * HASH_BYTES);
      if (from < 0 || part.length === 0)
        throw new TreeDamage(`Leaf ${next} is missing from the stored tree.`);
      next += part.length / HASH_BYTES;
      return part;
    });
    if (next !== end) throw new TreeDamage(`Leaf ${next} is missing from the stored tree.`);
    return Buffer.concat(parts);
  }

  private async rootsOf(ranges: readonly LeafRange[]): Promise<Hash[]> {
    const covers = ranges.map((range) => coveringNodes(range));
    const hashes = await this.hashesOf(covers.flat());
    return covers.map((cover) => foldRoot(hashes.splice(0, cover.length)));
  }

  /** In the order asked for. */
  private async hashesOf(nodes: readonly TreeNode[]): Promise<Hash[]> {
    const stored = await this.storedNodes(nodes.filter(({ level }) => level >= STORED_LEVEL));
    const small = nodes.filter(({ level }) => level < STORED_LEVEL).map(leavesOf);
    const blocks = await this.blocksWith(small);
    return nodes.map((node) => {
      if (node.level >= STORED_LEVEL) return stored(node);
      const { start, end } = leavesOf(node);
      const block = Math.floor(start / BLOCK);
      return rootOfLeaves(blocks.get(block), start - block * BLOCK, end - block * BLOCK);
    });
  }

  private async storedNodes(nodes: readonly TreeNode[]): Promise<(node: TreeNode) => Hash> {
    const key = ({ level, index }: TreeNode): string => `${level}/${index}`;
    const rows =
      nodes.length === 0
        ? []
        : await this.from.query<{ level: number; index: string; hash: Buffer }>(
            `SELECT node.level, node.index, node.hash
             FROM unnest($1::smallint[], $2::bigint[]) AS wanted (level, index)
             JOIN audit_node node ON node.level = wanted.level AND node.index = wanted.index`,
            [nodes.map(({ level }) => level), nodes.map(({ index }) => index)],
          );
    const found = new Map(rows.map((row) => [key({ level: row.level, index: Number(row.index) }), row.hash]));
    return (node) => {
      const hash = found.get(key(node));
      if (!hash) throw new TreeDamage(`The subtree ${key(node)} is missing from the stored tree.`);
      return hash;
    };
  }

  /** Of each block the leaves up to the last one wanted; all proofs together touch two or three blocks. */
  private async blocksWith(ranges: readonly LeafRange[]): Promise<Map<number, Buffer>> {
    const ends = new Map<number, number>();
    for (const { start, end } of ranges) {
      const block = Math.floor(start / BLOCK);
      ends.set(block, Math.max(end, ends.get(block) ?? 0));
    }
    const blocks = new Map<number, Buffer>();
    for (const [block, end] of ends) blocks.set(block, await this.leafHashes({ start: block * BLOCK, end }));
    return blocks;
  }
}

/** Rows of the tree are gone or do not fit together. What remains proves nothing. */
export class TreeDamage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TreeDamage';
  }
}

const leavesOf = ({ level, index }: TreeNode): LeafRange => ({
  start: index * 2 ** level,
  end: (index + 1) * 2 ** level,
});

function rootOfLeaves(leaves: Buffer | undefined, start: number, end: number): Hash {
  const range = new CompactRange();
  for (let leaf = start; leaf < end; leaf += 1) range.append(leaves ?? Buffer.alloc(0), leaf * HASH_BYTES);
  return range.root();
}
