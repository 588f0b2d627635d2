import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, section 2.1 (unchanged in RFC 9162): SHA-256, with one byte before every input,
 * so that a leaf can never be passed off as an inner node or the other way round.
 */
export type Hash = Buffer;

export const HASH_BYTES = 32;
export const LEAF_PREFIX = 0x00;
export const NODE_PREFIX = 0x01;

const sha256 = (input: Buffer): Hash => Buffer.from(hash('sha256', input, 'binary'), 'binary');

export const EMPTY_ROOT: Hash = sha256(Buffer.alloc(0));

const leafPrefix = Buffer.of(LEAF_PREFIX);
const nodePrefix = Buffer.of(NODE_PREFIX);

export const hashLeaf = (body: Buffer): Hash => sha256(Buffer.concat([leafPrefix, body]));
export const hashNode = (left: Hash, right: Hash): Hash => sha256(Buffer.concat([nodePrefix, left, right]));

/** The leaves from `start` up to but not including `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: the 2^level leaves from index · 2^level on. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** The largest power of two below `count` (count > 1): where RFC 6962 splits a tree in two. */
export function splitPoint(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/**
 * The fewest complete subtrees that cover a range, from left to right.
 * `start` must be a multiple of the largest power of two that is not above the range's length, as it is in every proof.
 */
export function coveringNodes({ start, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The root over neighbouring subtrees that {@link coveringNodes} named, given from left to right. */
export function foldRoot(hashes: readonly Hash[]): Hash {
  return hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => hashNode(left, right));
}
