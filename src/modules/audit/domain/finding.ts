/** What a verification can find wrong. Indices count events from 0; `from` and `to` both belong to the range. */
export type Finding =
  /** The bytes of this event are not those that were sealed. */
  | { readonly kind: 'changed'; readonly index: number }
  /** Something in this range is not what was signed, and no sealed leaf hashes are left to say which event. */
  | { readonly kind: 'changed-between'; readonly from: number; readonly to: number }
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  /** An event that was never sealed stands here, or one stands here twice. */
  | { readonly kind: 'inserted'; readonly index: number }
  | { readonly kind: 'not-canonical'; readonly index: number }
  /** No checkpoint covers these events. */
  | { readonly kind: 'unsigned'; readonly from: number; readonly to: number }
  | { readonly kind: 'bad-signature'; readonly afterSize: number }
  | { readonly kind: 'foreign-signature'; readonly afterSize: number }
  /** Two histories: a checkpoint of this size shows another root. */
  | { readonly kind: 'fork'; readonly size: number }
  /** The log is shorter than a checkpoint that the auditor holds. */
  | { readonly kind: 'rollback'; readonly seen: number; readonly size: number }
  | { readonly kind: 'stale'; readonly signedAt: string }
  | { readonly kind: 'unreadable'; readonly afterSize: number; readonly detail: string };

const range = (from: number, to: number): string =>
  from === to ? `event ${from}` : `events ${from} to ${to}`;

/** One sentence for a person. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case 'changed':
      return `Event ${finding.index} is not the one that was sealed: its bytes were changed.`;
    case 'changed-between':
      return `The signed root does not fit: among ${range(finding.from, finding.to)} at least one was changed, added or removed.`;
    case 'missing':
      return `There is a gap: ${range(finding.from, finding.to)} ${finding.from === finding.to ? 'is' : 'are'} missing.`;
    case 'inserted':
      return `Event ${finding.index} was never sealed at this place.`;
    case 'not-canonical':
      return `Event ${finding.index} is not written in canonical JSON (RFC 8785).`;
    case 'unsigned':
      return `No signed checkpoint covers ${range(finding.from, finding.to)}.`;
    case 'bad-signature':
      return `The signature on the checkpoint that follows size ${finding.afterSize} is wrong.`;
    case 'foreign-signature':
      return `The checkpoint that follows size ${finding.afterSize} is not signed by the key you trust.`;
    case 'fork':
      return `There are two histories: a checkpoint for the first ${finding.size} events shows another root than this log.`;
    case 'rollback':
      return `The log was rolled back: you have seen ${finding.seen} signed events, and this log ends at ${finding.size}.`;
    case 'stale':
      return `The newest checkpoint is out of date: it was signed at ${finding.signedAt}.`;
    case 'unreadable':
      return `After event ${finding.afterSize - 1}: ${finding.detail}`;
  }
}
