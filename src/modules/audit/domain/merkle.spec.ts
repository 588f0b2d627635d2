import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CompactRange } from './compact-range';
import {
  coveringNodes,
  EMPTY_ROOT,
  foldRoot,
  hashLeaf,
  hashNode,
  type Hash,
  type LeafRange,
  type TreeNode,
} from './merkle';
import { consistencyPath, inclusionPath, verifyConsistency, verifyInclusion } from './merkle-proof';

/** RFC 6962, section 2.1, word for word and as slow as it reads. */
const rfc = {
  sha: (...parts: Buffer[]): Hash => createHash('sha256').update(Buffer.concat(parts)).digest(),
  split(n: number): number {
    let k = 1;
    while (2 * k < n) k *= 2;
    return k;
  },
  mth(d: Buffer[]): Hash {
    if (d.length === 0) return rfc.sha();
    if (d.length === 1) return rfc.sha(Buffer.of(0), d[0]);
    const k = rfc.split(d.length);
    return rfc.sha(Buffer.of(1), rfc.mth(d.slice(0, k)), rfc.mth(d.slice(k)));
  },
  path(m: number, d: Buffer[]): Hash[] {
    if (d.length === 1) return [];
    const k = rfc.split(d.length);
    return m < k
      ? [...rfc.path(m, d.slice(0, k)), rfc.mth(d.slice(k))]
      : [...rfc.path(m - k, d.slice(k)), rfc.mth(d.slice(0, k))];
  },
  subproof(m: number, d: Buffer[], complete: boolean): Hash[] {
    if (m === d.length) return complete ? [] : [rfc.mth(d)];
    const k = rfc.split(d.length);
    return m <= k
      ? [...rfc.subproof(m, d.slice(0, k), complete), rfc.mth(d.slice(k))]
      : [...rfc.subproof(m - k, d.slice(k), false), rfc.mth(d.slice(0, k))];
  },
};

const bodies = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`event ${index}`));
const grown = (leaves: readonly Buffer[]): CompactRange => {
  const range = new CompactRange();
  leaves.forEach((leaf) => range.append(hashLeaf(leaf)));
  return range;
};
const nodeHash = (leaves: Buffer[], { level, index }: TreeNode): Hash =>
  rfc.mth(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
const assemble = (leaves: Buffer[], path: LeafRange[]): Hash[] =>
  path.map((range) => foldRoot(coveringNodes(range).map((node) => nodeHash(leaves, node))));
const hex = (hashes: Hash[]): string[] => hashes.map((hash) => hash.toString('hex'));

const size = fc.integer({ min: 1, max: 130 });
const sizeAndIndex = size.chain((n) => fc.tuple(fc.constant(n), fc.nat({ max: n - 1 })));
const twoSizes = fc.tuple(size, size).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe('Merkle tree of RFC 6962', () => {
  it('hashes nothing, an empty leaf and the eight leaves of the well-known test tree as published', () => {
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    expect(EMPTY_ROOT.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(hashLeaf(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(
      grown(inputs.map((input) => Buffer.from(input, 'hex')))
        .root()
        .toString('hex'),
    ).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('never takes an inner node for a leaf', () => {
    const [left, right] = [hashLeaf(Buffer.from('l')), hashLeaf(Buffer.from('r'))];
    expect(hashLeaf(Buffer.concat([left, right]))).not.toEqual(hashNode(left, right));
  });

  it('has the root of the definition at every size, however it was cut and resumed', () => {
    for (let count = 0; count <= 70; count += 1) {
      const leaves = bodies(count);
      for (const cut of new Set([0, 1, Math.floor(count / 2), count])) {
        const first = grown(leaves.slice(0, Math.min(cut, count)));
        const resumed = CompactRange.from(first.size, first.edge());
        leaves.slice(first.size).forEach((leaf) => resumed.append(hashLeaf(leaf)));
        expect(resumed.root()).toEqual(rfc.mth(leaves));
        expect(foldRoot(resumed.edge())).toEqual(rfc.mth(leaves));
      }
    }
  });

  it('reports each complete subtree once, with its hash', () => {
    const leaves = bodies(37);
    const seen = new Map<string, Hash>();
    const range = new CompactRange(({ level, index }, hash) => {
      expect(seen.has(`${level}/${index}`)).toBe(false);
      seen.set(`${level}/${index}`, hash);
    });
    leaves.forEach((leaf) => range.append(hashLeaf(leaf)));
    for (let level = 1; 2 ** level <= 37; level += 1) {
      for (let index = 0; (index + 1) * 2 ** level <= 37; index += 1) {
        expect(seen.get(`${level}/${index}`)).toEqual(nodeHash(leaves, { level, index }));
        seen.delete(`${level}/${index}`);
      }
    }
    expect(seen.size).toBe(0);
  });

  it('refuses an edge that cannot belong to that size', () => {
    expect(() => CompactRange.from(3, [EMPTY_ROOT])).toThrow(RangeError);
  });
});

describe('inclusion proof', () => {
  it('is the PATH of the definition and convinces the checker', () => {
    fc.assert(
      fc.property(sizeAndIndex, ([n, index]) => {
        const leaves = bodies(n);
        const proof = assemble(leaves, inclusionPath(index, n));
        expect(hex(proof)).toEqual(hex(rfc.path(index, leaves)));
        expect(verifyInclusion(index, n, hashLeaf(leaves[index]), proof, rfc.mth(leaves))).toBe(true);
      }),
    );
  });

  it('convinces of nothing else: another leaf, place, size, root, or a proof cut, grown or changed', () => {
    fc.assert(
      fc.property(sizeAndIndex, fc.nat(), ([n, index], pick) => {
        const leaves = bodies(n);
        const proof = rfc.path(index, leaves);
        const root = rfc.mth(leaves);
        const leaf = hashLeaf(leaves[index]);
        const damaged = proof.map((hash, at) => (at === pick % proof.length ? hashLeaf(hash) : hash));
        const lies: [number, number, Hash, Hash[], Hash][] = [
          [index, n, hashLeaf(Buffer.from('another')), proof, root],
          [index, n, leaf, proof, rfc.mth(bodies(n + 1))],
          [index, n, leaf, [...proof, leaf], root],
          [n, n, leaf, proof, root],
          [-1, n, leaf, proof, root],
        ];
        if (n > 1) lies.push([(index + 1) % n, n, leaf, proof, root]);
        if (proof.length > 0)
          lies.push([index, n, leaf, damaged, root], [index, n, leaf, proof.slice(1), root]);
        for (const lie of lies) expect(verifyInclusion(...lie)).toBe(false);
      }),
    );
  });

  it('does not pass for that of a larger tree', () => {
    const leaves = bodies(2);
    const proof = rfc.path(0, leaves);
    expect(verifyInclusion(0, 2, hashLeaf(leaves[0]), proof, rfc.mth(leaves))).toBe(true);
    for (const claimed of [3, 4, 5, 100]) {
      expect(verifyInclusion(0, claimed, hashLeaf(leaves[0]), proof, rfc.mth(leaves))).toBe(false);
    }
  });

  it('does not exist for a leaf that is not there', () => {
    for (const [index, n] of [
      [0, 0],
      [3, 3],
      [-1, 3],
      [0.5, 3],
    ] as const) {
      expect(() => inclusionPath(index, n)).toThrow(RangeError);
    }
  });
});

describe('consistency proof', () => {
  it('is the PROOF of the definition and convinces the checker', () => {
    fc.assert(
      fc.property(twoSizes, ([m, n]) => {
        const leaves = bodies(n);
        const proof = assemble(leaves, consistencyPath(m, n));
        expect(hex(proof)).toEqual(hex(rfc.subproof(m, leaves, true)));
        const heads = [m, n].map((count) => ({ size: count, root: rfc.mth(leaves.slice(0, count)) }));
        expect(verifyConsistency(heads[0], heads[1], proof)).toBe(true);
      }),
    );
  });

  it('never joins trees of which one is no prefix of the other, nor runs backwards', () => {
    fc.assert(
      fc.property(twoSizes, fc.nat(), ([m, n], pick) => {
        const leaves = bodies(n);
        const forged = leaves.map((leaf, index) => (index === pick % m ? Buffer.from('forged') : leaf));
        const older = { size: m, root: rfc.mth(leaves.slice(0, m)) };
        const newer = { size: n, root: rfc.mth(leaves) };
        const fork = { size: n, root: rfc.mth(forged) };
        expect(verifyConsistency(older, fork, rfc.subproof(m, forged, true))).toBe(false);
        expect(verifyConsistency(older, fork, rfc.subproof(m, leaves, true))).toBe(false);
        if (m < n) expect(verifyConsistency(newer, older, [])).toBe(false);
        const proof = rfc.subproof(m, leaves, true);
        expect(verifyConsistency(older, newer, [...proof, newer.root])).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(older, newer, proof.slice(0, -1))).toBe(false);
      }),
    );
  });

  it('does not pass for that of a larger tree', () => {
    const leaves = bodies(2);
    const [older, root] = [{ size: 1, root: rfc.mth(leaves.slice(0, 1)) }, rfc.mth(leaves)];
    const proof = rfc.subproof(1, leaves, true);
    expect(verifyConsistency(older, { size: 2, root }, proof)).toBe(true);
    for (const claimed of [3, 4, 5, 100])
      expect(verifyConsistency(older, { size: claimed, root }, proof)).toBe(false);
  });

  it('is empty from the empty tree, and refuses a false empty root', () => {
    const newer = { size: 3, root: rfc.mth(bodies(3)) };
    expect(consistencyPath(0, 3)).toEqual([]);
    expect(verifyConsistency({ size: 0, root: EMPTY_ROOT }, newer, [])).toBe(true);
    expect(verifyConsistency({ size: 0, root: newer.root }, newer, [])).toBe(false);
    expect(() => consistencyPath(4, 3)).toThrow(RangeError);
  });
});
