import type { Redacted } from '../../kernel';

/** A root key as the key file keeps it: as it is, guarded by the file's mode, or wrapped by a service that keeps another. */
export type KeptKey =
  | { readonly provider: 'local'; readonly key: string }
  | { readonly provider: 'aws-kms'; readonly kmsKey: string; readonly wrapped: string };

export type KeyProviderName = KeptKey['provider'];

/**
 * Who guards root keys at rest. Both calls may fail with `upstreamUnavailable` (try again) or `conflict` (somebody has to act);
 * neither ever answers a wrong key. `installation` is authenticated: a key kept for one installation opens for no other.
 */
export interface KeyProvider<Kept extends KeptKey = KeptKey> {
  /** How people read it: "the key file", "the KMS key …". */
  readonly words: string;
  make(installation: string): Promise<{ readonly bytes: Redacted<Buffer>; readonly kept: Kept }>;
  open(kept: Kept, installation: string): Promise<Redacted<Buffer>>;
}
