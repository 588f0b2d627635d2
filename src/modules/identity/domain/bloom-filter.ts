import { createHash } from 'node:crypto';

const MAGIC = Buffer.from('SPBF1');
const HEADER_BYTES = MAGIC.length + 1 + 4 + 4;
const WORD_BYTES = 6;

/**
 * A set that holds a text or only seems to: what was added is always found, and what was not is found once in 2^`hashes`
 * (Bloom, 1970). It holds no text, and takes about 1.44 bits for each halving of that rate.
 */
export class BloomFilter {
  private constructor(
    private readonly bits: Buffer,
    private readonly size: number,
    private readonly hashes: number,
    /** How many texts were added. */
    readonly count: number,
  ) {}

  static of(texts: ReadonlySet<string>, hashes: number): BloomFilter {
    const size = Math.ceil((texts.size * hashes) / Math.LN2);
    const filter = new BloomFilter(Buffer.alloc(Math.ceil(size / 8)), size, hashes, texts.size);
    for (const text of texts) {
      for (const place of filter.placesOf(text)) filter.bits[place >>> 3] |= 1 << (place & 7);
    }
    return filter;
  }

  static read(file: Buffer): BloomFilter {
    if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('This is no filter of ours.');
    const size = file.readUInt32BE(MAGIC.length + 1);
    const bits = file.subarray(HEADER_BYTES);
    if (bits.length !== Math.ceil(size / 8)) throw new Error('The filter was cut off.');
    return new BloomFilter(bits, size, file.readUInt8(MAGIC.length), file.readUInt32BE(MAGIC.length + 5));
  }

  written(): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    MAGIC.copy(header);
    header.writeUInt8(this.hashes, MAGIC.length);
    header.writeUInt32BE(this.size, MAGIC.length + 1);
    header.writeUInt32BE(this.count, MAGIC.length + 5);
    return Buffer.concat([header, this.bits]);
  }

  has(text: string): boolean {
    for (const place of this.placesOf(text)) {
      if ((this.bits[place >>> 3] & (1 << (place & 7))) === 0) return false;
    }
    return true;
  }

  /** Two hashes give as many as are wanted, at no cost in false answers (Kirsch and Mitzenmacher, 2006). */
  private *placesOf(text: string): Generator<number> {
    const digest = createHash('sha256').update(text, 'utf8').digest();
    const first = digest.readUIntBE(0, WORD_BYTES);
    const step = digest.readUIntBE(WORD_BYTES, WORD_BYTES);
    // 2^48 × at most 31 and another 2^48 stay exact in a double.
    for (let n = 0; n < this.hashes; n += 1) yield (first + n * step) % this.size;
  }
}
