import fc from 'fast-check';
import { hashOf, isIncluded, leafHash, nodeHash } from './inclusion';

type Bytes = Uint8Array<ArrayBuffer>;

const hex = (bytes: Bytes) => Buffer.from(bytes).toString('hex');
const bodyOf = (index: number) => new TextEncoder().encode(`{"event":${index}}`);

/** RFC 6962, 2.1 and 2.1.1, written as the definitions read: the largest power of two below n splits the leaves. */
const split = (count: number): number => {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
};

async function root(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 1) return leafHash(leaves[0]!);
  const at = split(leaves.length);
  return nodeHash(await root(leaves.slice(0, at)), await root(leaves.slice(at)));
}

async function path(index: number, leaves: Bytes[]): Promise<Bytes[]> {
  if (leaves.length === 1) return [];
  const at = split(leaves.length);
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)];
  return index < at
    ? [...(await path(index, left)), await root(right)]
    : [...(await path(index - at, right)), await root(left)];
}

async function proofFor(index: number, size: number) {
  const leaves = Array.from({ length: size }, (_, leaf) => bodyOf(leaf));
  const hashes = (await path(index, leaves)).map(hex);
  return { leafIndex: index, treeSize: size, rootHash: hex(await root(leaves)), hashes };
}

const RUNS = { numRuns: 30 };

const places = fc
  .integer({ min: 1, max: 70 })
  .chain((size) => fc.tuple(fc.nat({ max: size - 1 }), fc.constant(size)));

it('finds every leaf of every tree', async () => {
  await fc.assert(
    fc.asyncProperty(places, async ([index, size]) => {
      expect(await isIncluded(bodyOf(index), await proofFor(index, size))).toBe(true);
    }),
    RUNS,
  );
});

it('refuses another body, another place, another root and a path that was tampered with', async () => {
  await fc.assert(
    fc.asyncProperty(places, fc.nat(), async ([index, size], which) => {
      const proof = await proofFor(index, size);
      const wrong = '00'.repeat(32);
      expect(await isIncluded(bodyOf(index + 1), proof)).toBe(false);
      expect(await isIncluded(bodyOf(index), { ...proof, rootHash: wrong })).toBe(false);
      expect(await isIncluded(bodyOf(index), { ...proof, leafIndex: size })).toBe(false);
      expect(await isIncluded(bodyOf(index), { ...proof, hashes: [...proof.hashes, wrong] })).toBe(false);
      if (proof.hashes.length === 0) return;
      const tampered = proof.hashes.with(which % proof.hashes.length, wrong);
      expect(await isIncluded(bodyOf(index), { ...proof, hashes: tampered })).toBe(false);
      expect(await isIncluded(bodyOf(index), { ...proof, hashes: proof.hashes.slice(1) })).toBe(false);
    }),
    RUNS,
  );
});

it('reads hashes in hexadecimal and in base64', async () => {
  const hash = await leafHash(bodyOf(0));
  expect(hashOf(hex(hash))).toEqual(hash);
  expect(hashOf(Buffer.from(hash).toString('base64'))).toEqual(hash);
});
