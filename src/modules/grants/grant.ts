import type { Approval, SeparationConflict } from '../policy';
import type { EndReason, GrantState } from './domain/grant-lifecycle';
import type { LeaseState } from './domain/lease-lifecycle';

/** The approved, time-bound fact that a person may use a profile. */
export interface Grant {
  readonly id: string;
  readonly requestId: string;
  readonly requestVersion: number;
  readonly requestDigest: string;
  /** Of the rights that were approved; see `grantScope`. */
  readonly scopeDigest: string;
  readonly personId: string;
  readonly profileId: string;
  readonly state: GrantState;
  readonly durationSeconds: number;
  readonly maximumSeconds: number;
  readonly startsAt: Date;
  readonly claimBy: Date;
  readonly claimedAt: Date | null;
  readonly expiresAt: Date | null;
  /** The deadline that the last extension gave it; null without any. */
  readonly extendedUntil: Date | null;
  readonly endReason: EndReason | null;
  readonly endedBy: string | null;
  readonly endAskedAt: Date | null;
  readonly endedAt: Date | null;
  readonly createdAt: Date;
}

/** The approvals it stands on, as they were given, and for whom and which ticket. */
export interface ApprovedGrant extends Grant {
  readonly approvals: readonly Approval[];
  /** Stages of its request that nobody answered in time, by their places: only there do further people speak. */
  readonly escalated: readonly number[];
  /** What was held when it was asked for, and is held with it by an extra approval. */
  readonly conflicts: readonly SeparationConflict[];
  readonly handle: string;
  readonly ticket: string | null;
  /** What was approved on top of it, oldest first: it stands on these too. */
  readonly extensions: readonly ApprovedExtension[];
  /** Taken in an emergency: it stands on no approval, and is reviewed afterwards. */
  readonly breakGlass: boolean;
}

/** One extension, as it was approved. */
export interface ApprovedExtension {
  readonly requestId: string;
  readonly version: number;
  readonly digest: string;
  readonly approvals: readonly Approval[];
  readonly escalated: readonly number[];
  readonly conflicts: readonly SeparationConflict[];
}

/** The validity of one credential issued under a grant. */
export interface Lease {
  readonly id: string;
  readonly grantId: string;
  readonly entitlementId: string;
  readonly systemId: string;
  readonly entitlementSettings: Readonly<Record<string, unknown>>;
  readonly targetName: string;
  readonly state: LeaseState;
  /** What holds at the target. */
  readonly expiresAt: Date;
  /** To where that is being moved; null while nothing is. */
  readonly extendTo: Date | null;
  readonly createdAt: Date;
  readonly issuedAt: Date | null;
  readonly endAskedAt: Date | null;
  readonly endedAt: Date | null;
  readonly proof: Proof | null;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly lastError: string | null;
  readonly raisedAt: Date | null;
  readonly fence: string;
  readonly claimedUntil: Date | null;
}

/** What was read at the target after everything was removed. */
export interface Proof {
  readonly summary: string;
  /** The target's clock, RFC 3339. */
  readonly readAt: string;
  readonly facts: Readonly<Record<string, unknown>>;
}
