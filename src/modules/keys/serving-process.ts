/** What a rotation has to know of a process. */
export interface KeyHolder {
  /** How people find it: "web-1 (process 4242)". */
  readonly name: string;
  /** The newest root key that it has opened, used or not. */
  readonly newest: string;
  /** The one that it seals under. */
  readonly current: string;
  /** Why it holds less than the key file does, in a sentence. */
  readonly trouble: string | null;
}

/** What every process must have acknowledged before a rotation goes on. */
export type Acknowledged = (holder: KeyHolder) => boolean;

export const holds =
  (id: string): Acknowledged =>
  ({ newest }) =>
    newest === id;

export const sealsUnder =
  (id: string): Acknowledged =>
  ({ current }) =>
    current === id;

/** Each with the reason that it gave itself. */
export const named = (missing: readonly KeyHolder[]): string =>
  missing
    .map(({ name, trouble }) => (trouble === null ? name : `${name}: ${trouble.replace(/\.$/, '')}`))
    .join('; ');

/** What somebody can look at where a process gives no reason. */
export const WHAT_TO_LOOK_AT =
  'It must read the same key file and, for a key that KMS wraps, reach KMS with kms:Decrypt; its clock must be right. One that died ' +
  'counts no more half a minute later.';
