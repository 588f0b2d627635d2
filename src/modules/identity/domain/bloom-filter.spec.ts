import fc from 'fast-check';
import { BloomFilter } from './bloom-filter';

describe('a Bloom filter', () => {
  it('finds whatever was added, also after it was written and read', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 200 }), (texts) => {
        const filter = BloomFilter.read(BloomFilter.of(new Set(texts), 12).written());
        expect(filter.count).toBe(texts.length);
        expect(texts.filter((text) => !filter.has(text))).toEqual([]);
      }),
    );
  });

  it('finds what was not added about as often as it was made to', () => {
    const filter = BloomFilter.of(new Set(Array.from({ length: 5_000 }, (_, n) => `in ${n}`)), 8);
    const found = Array.from({ length: 100_000 }, (_, n) => `out ${n}`).filter((text) => filter.has(text));
    // 2^-8 of 100,000 is 391.
    expect(found.length).toBeGreaterThan(250);
    expect(found.length).toBeLessThan(550);
  });

  it('does not take another file, nor half of one, for a filter', () => {
    const file = BloomFilter.of(new Set(['a']), 20).written();
    expect(() => BloomFilter.read(Buffer.from('GIF89a'))).toThrow('no filter');
    expect(() => BloomFilter.read(file.subarray(0, -1))).toThrow('cut off');
  });
});
