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
  /** The trail begins at this size, and none of its events announced that the ones before would be pruned. */
  | { readonly kind: 'headless'; readonly size: number }
  /** No checkpoint covers these events. */
  | { readonly kind: 'unsigned'; readonly from: number; readonly to: number }
  | { readonly kind: 'bad-signature'; readonly afterSize: number }
  | { readonly kind: 'foreign-signature'; readonly afterSize: number }
  /** Two histories: a checkpoint of this size shows another root. */
  | { readonly kind: 'fork'; readonly size: number }
  /** The log is shorter than a checkpoint that the auditor holds. */
  | { readonly kind: 'rollback'; readonly seen: number; readonly size: number }
  | { readonly kind: 'stale'; readonly signedAt: string }
  /** In the live database: events wait for a checkpoint although the sealer should have signed one long ago. */
  | { readonly kind: 'overdue'; readonly since: string }
  | { readonly kind: 'unreadable'; readonly afterSize: number; readonly detail: string };

const range = (from: number, to: number): string =>
  from === to ? `event ${from}` : `events ${from} to ${to}`;

type Sentences = {
  readonly [Kind in Finding['kind']]: (finding: Extract<Finding, { kind: Kind }>) => string;
};

const SENTENCES: Sentences = {
  changed: ({ index }) => `Event ${index} is not the one that was sealed: its bytes were changed.`,
  'changed-between': ({ from, to }) =>
    `The signed root does not fit: among ${range(from, to)} at least one was changed, added or removed.`,
  missing: ({ from, to }) => `There is a gap: ${range(from, to)} ${from === to ? 'is' : 'are'} missing.`,
  inserted: ({ index }) => `Event ${index} was never sealed at this place.`,
  'not-canonical': ({ index }) => `Event ${index} is not written in canonical JSON (RFC 8785).`,
  headless: ({ size }) =>
    `The trail begins at event ${size}, but none of its events announced that those before would be pruned.`,
  unsigned: ({ from, to }) => `No signed checkpoint covers ${range(from, to)}.`,
  'bad-signature': ({ afterSize }) =>
    `The signature on the checkpoint that follows size ${afterSize} is wrong.`,
  'foreign-signature': ({ afterSize }) =>
    `The checkpoint that follows size ${afterSize} is not signed by the key you trust.`,
  fork: ({ size }) =>
    `There are two histories: a checkpoint for the first ${size} events shows another root than this log.`,
  rollback: ({ seen, size }) =>
    `The log was rolled back: you have seen ${seen} signed events, and this log ends at ${size}.`,
  stale: ({ signedAt }) => `The newest checkpoint is out of date: it was signed at ${signedAt}.`,
  overdue: ({ since }) =>
    `Events have waited for a signed checkpoint since ${since}: the sealer does not run.`,
  unreadable: ({ afterSize, detail }) => `After ${afterSize} events: ${detail}`,
};

/** One sentence for a person. */
export function describeFinding(finding: Finding): string {
  const sentence = SENTENCES[finding.kind] as (finding: Finding) => string;
  return sentence(finding);
}

/** The first event that the finding says something about; everything before it is sound. */
export function firstBadIndex(finding: Finding): number {
  if ('index' in finding) return finding.index;
  if ('from' in finding) return finding.from;
  if ('afterSize' in finding) return finding.afterSize;
  return 'size' in finding && finding.kind !== 'headless' ? finding.size : 0;
}
