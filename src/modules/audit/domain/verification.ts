import { CompactRange } from './compact-range';
import { openCheckpoint, type Checkpoint, type OpenedCheckpoint } from './checkpoint';
import type { Finding } from './finding';
import { HASH_BYTES, type Hash } from './merkle';
import type { Keyring } from './keyring';
import { NoteError } from './signed-note';
import { SealedWindow } from './sealed-window';

export interface VerificationReport {
  readonly ok: boolean;
  /** Index of the first event that was looked at; those before it were pruned or left out. */
  readonly first: number;
  /** Events before this index are proved to be the ones that were signed. */
  readonly verified: number;
  readonly checkpoints: number;
  /** Sizes of checkpoints that the auditor holds and that end before the first event: nothing is left to compare. */
  readonly notComparable: readonly number[];
  /** The newest checkpoint that fits. */
  readonly newest: Checkpoint | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Checks a log while it streams by: events in order, what the sealer noted of them, and checkpoints at their size.
 * It believes nothing but the verifier keys and the checkpoints that the auditor brings. Stops at the first thing that
 * proves the log wrong; what follows could not be trusted either.
 */
export class Verification {
  private range = new CompactRange();
  private window = new SealedWindow(0, []);
  private first = 0;
  private checkpoints = 0;
  /** Place in the keyring of the newest key that has signed so far. */
  private newestKey = Infinity;
  private newest: Checkpoint | undefined;
  private notCanonical: number | undefined;
  private fork: number | undefined;
  private readonly announced = new Set<number>();
  private readonly findings: Finding[] = [];
  private readonly unseen: Checkpoint[];
  private notComparable: readonly number[] = [];
  private over = false;

  /** @param seen checkpoints that the auditor holds from earlier, their signatures already checked */
  constructor(
    private readonly keyring: Keyring,
    seen: readonly Checkpoint[] = [],
  ) {
    this.unseen = [...seen].sort((left, right) => left.size - right.size);
  }

  get broken(): boolean {
    return this.over;
  }

  /** A log whose first events are not at hand begins at their edge, which the first checkpoint will prove. */
  begin(first: number, edge: readonly Hash[]): void {
    this.first = first;
    this.range = CompactRange.from(first, edge);
    this.window = new SealedWindow(first, this.range.edge());
    this.notComparable = this.unseen.filter((seen) => seen.size < first).map((seen) => seen.size);
    this.compareSeen();
  }

  /** What the sealer wrote down of the leaves from `first` on: trusted only once a signed root confirms it. */
  sealed(first: number, hashes: Buffer): void {
    this.window.note(first, hashes);
  }

  /** @param notCanonical position in `leaves` of the first event whose bytes are not canonical */
  events(leaves: Buffer, notCanonical?: number): void {
    if (this.over) return;
    if (notCanonical !== undefined) this.notCanonical ??= this.range.size + notCanonical;
    this.window.add(leaves);
    for (let offset = 0; offset < leaves.length; offset += HASH_BYTES) {
      this.range.append(leaves, offset);
      if (this.range.size === this.unseen[0]?.size) this.compareSeen();
    }
  }

  /** An event among those given last says that the trail may begin at this index. */
  pruneAnnounced(firstKept: number): void {
    this.announced.add(firstKept);
  }

  /** The next event says that it has this index. */
  position(index: number): void {
    const expected = this.range.size;
    if (this.over || index === expected) return;
    const missing: Finding = { kind: 'missing', from: expected, to: index - 1 };
    this.stop(
      this.window.firstDifference() ?? (index > expected ? missing : { kind: 'inserted', index: expected }),
    );
  }

  checkpoint(note: string): void {
    if (this.over) return;
    const checkpoint = this.opened(note);
    if (!checkpoint) return;
    this.checkpoints += 1;
    const { size } = this.range;
    if (checkpoint.size === size && checkpoint.root.equals(this.range.root())) {
      this.accept(checkpoint);
      return;
    }
    if (checkpoint.size < this.window.start) {
      this.unreadable('a checkpoint stands out of order.');
      return;
    }
    // Said again later than it should be, which harms nobody.
    if (checkpoint.size === this.window.start && checkpoint.root.equals(this.window.root)) return;
    this.stop(this.faultBefore(checkpoint));
  }

  unreadable(detail: string): void {
    this.stop({ kind: 'unreadable', afterSize: this.range.size, detail });
  }

  /** @param notBefore the newest checkpoint must not be older than this */
  finish(notBefore?: Date): VerificationReport {
    const signed = this.newest?.size ?? this.first;
    if (!this.over) this.judgeTheEnd(signed, notBefore);
    return {
      ok: this.findings.length === 0,
      first: this.first,
      verified: signed,
      checkpoints: this.checkpoints,
      notComparable: this.notComparable,
      newest: this.newest,
      findings: this.findings,
    };
  }

  private judgeTheEnd(signed: number, notBefore: Date | undefined): void {
    const { size } = this.range;
    if (size > signed)
      this.stop(this.window.firstDifference() ?? { kind: 'unsigned', from: signed, to: size - 1 });
    if (this.first > 0 && !this.announced.has(this.first)) this.stop({ kind: 'headless', size: this.first });
    const longest = this.unseen.at(-1);
    if (longest) this.stop({ kind: 'rollback', seen: longest.size, size });
    if (notBefore && this.newest && this.newest.signedAt < notBefore) {
      this.stop({ kind: 'stale', signedAt: this.newest.signedAt.toISOString() });
    }
  }

  private opened(note: string): OpenedCheckpoint | undefined {
    try {
      return this.byACurrentKey(openCheckpoint(note, this.keyring));
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      const afterSize = this.newest?.size ?? this.first;
      if (error.fault === 'malformed-note') this.unreadable(error.message);
      else
        this.stop({
          kind: error.fault === 'bad-signature' ? 'bad-signature' : 'foreign-signature',
          afterSize,
        });
      return undefined;
    }
  }

  /** A key that was replaced signs no more: whoever stole it later can prove nothing with it. */
  private byACurrentKey(checkpoint: OpenedCheckpoint): OpenedCheckpoint {
    const key = this.keyring.indexOf(checkpoint.signedBy);
    if (key > this.newestKey) throw new NoteError('not-signed-by-key', 'The key was replaced before.');
    this.newestKey = key;
    return checkpoint;
  }

  private accept(checkpoint: Checkpoint): void {
    this.newest = checkpoint;
    this.window = new SealedWindow(checkpoint.size, this.range.edge());
    if (this.fork !== undefined) {
      this.stop({ kind: 'fork', size: this.fork });
      return;
    }
    if (this.notCanonical === undefined) return;
    // The log is what was signed, and goes on; only these bytes should never have been sealed.
    this.findings.push({ kind: 'not-canonical', index: this.notCanonical });
    this.notCanonical = undefined;
  }

  private faultBefore(checkpoint: Checkpoint): Finding {
    const { size } = this.range;
    if (checkpoint.size === this.window.start) return { kind: 'fork', size: checkpoint.size };
    const difference = this.window.firstDifference(checkpoint);
    if (difference) return difference;
    if (checkpoint.size > size) return { kind: 'missing', from: size, to: checkpoint.size - 1 };
    return { kind: 'changed-between', from: this.window.start, to: size - 1 };
  }

  /** Whether this is a fork shows only at the next checkpoint: a changed event would explain another root as well. */
  private compareSeen(): void {
    const { size } = this.range;
    for (const seen of this.unseen.splice(0, this.unseen.filter((one) => one.size <= size).length)) {
      if (seen.size === size && !seen.root.equals(this.range.root())) this.fork ??= size;
    }
  }

  private stop(finding: Finding): void {
    this.findings.push(finding);
    this.over = true;
  }
}
