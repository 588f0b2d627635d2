import { CompactRange } from './compact-range';
import type { Finding } from './finding';
import { foldRoot, HASH_BYTES, type Hash } from './merkle';
import type { TreeHead } from './merkle-proof';

/**
 * The events since the last checkpoint that fitted, beside the leaf hashes that the sealer wrote down of them.
 * The root alone says that something is wrong; where it is, only those can tell.
 */
export class SealedWindow {
  private readonly found: Buffer[] = [];
  private readonly noted: Buffer[] = [];
  private notedEnd: number;

  constructor(
    readonly start: number,
    private readonly edge: readonly Hash[],
  ) {
    this.notedEnd = start;
  }

  add(leaves: Buffer): void {
    this.found.push(leaves);
  }

  note(first: number, hashes: Buffer): void {
    if (first !== this.notedEnd) return;
    this.noted.push(hashes);
    this.notedEnd += hashes.length / HASH_BYTES;
  }

  get root(): Hash {
    return foldRoot(this.edge);
  }

  /**
   * The first place where the events and the sealer's notes part. When a signed head is given, the notes must lead to
   * it: notes that do not were changed themselves, and accuse nobody.
   */
  firstDifference(signed?: TreeHead): Finding | undefined {
    const found = Buffer.concat(this.found);
    const noted = Buffer.concat(this.noted).subarray(0, signed && (signed.size - this.start) * HASH_BYTES);
    if (signed && !this.leadsTo(signed, noted)) return undefined;
    const common = Math.min(found.length, noted.length);
    for (let offset = 0; offset < common; offset += HASH_BYTES) {
      const end = offset + HASH_BYTES;
      if (noted.compare(found, offset, end, offset, end) !== 0)
        return this.describe(found, noted, offset, signed);
    }
    const index = this.start + common / HASH_BYTES;
    return signed && found.length > common ? { kind: 'inserted', index } : undefined;
  }

  private leadsTo(signed: TreeHead, noted: Buffer): boolean {
    if (signed.size < this.start || signed.size > this.notedEnd) return false;
    const range = CompactRange.from(this.start, this.edge);
    for (let offset = 0; offset < noted.length; offset += HASH_BYTES) range.append(noted, offset);
    return range.root().equals(signed.root);
  }

  /** All that follows fits again when shifted: then events were taken out or put in, and none was changed. */
  private describe(found: Buffer, noted: Buffer, offset: number, signed: TreeHead | undefined): Finding {
    const index = this.start + offset / HASH_BYTES;
    const shift = noted.length - found.length;
    const [shorter, longer] = shift > 0 ? [found, noted] : [noted, found];
    const shifted = shorter.subarray(offset).equals(longer.subarray(offset + Math.abs(shift)));
    if (!signed || shift === 0 || !shifted) return { kind: 'changed', index };
    return shift > 0
      ? { kind: 'missing', from: index, to: index + shift / HASH_BYTES - 1 }
      : { kind: 'inserted', index };
  }
}
