import type { Redacted } from '../../kernel';

/** Where a target is and how the broker reaches it: facts from the catalog plus the resolved secret. */
export interface TargetSystem {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  /** Checked by the connector's own zod schema when the policy file is applied. */
  readonly settings: unknown;
  /** The broker's own credential at the target (for PostgreSQL a connection URL). */
  readonly credential: Redacted<string>;
}

/** What is enough to end and to read back. */
export interface NamedTarget {
  /** Deterministic name at the target: ASCII, at most 63 bytes, made from the lease id. */
  readonly targetName: string;
  /** The entitlement's settings, checked by the connector's own schema; undefined for an orphan, which has only its name. */
  readonly entitlement: unknown;
  /** The grant's end; undefined for an orphan. */
  readonly expiresAt: Date | undefined;
}

/** A log-in whose deadline is to be another. */
export interface MovedTarget extends NamedTarget {
  readonly expiresAt: Date;
}

/** What a target that keeps records of its own may be told of a lease. Keys and ids, and no justification. */
export interface LeaseFacts {
  readonly person: { readonly id: string; readonly handle: string };
  /** Key of the access profile. */
  readonly profile: string;
  /** Key of the entitlement, where the profile has several log-ins of its kind. */
  readonly entitlement?: string;
  readonly requestId: string;
  /** The profile's purpose, one sentence. */
  readonly purpose: string;
  readonly ticket?: string;
  /** Where the person asked from, as the broker saw it. */
  readonly callerAddress?: string;
}

/** One credential to be made, kept or removed. Everything in it is fixed before the target is called (I4). */
export interface LeaseTarget extends NamedTarget {
  readonly leaseId: string;
  readonly expiresAt: Date;
  readonly about: LeaseFacts;
}

/** What the person receives, once. `formats` are ready to paste; every one of them may hold the secret. */
export interface IssuedCredential {
  readonly username: string;
  readonly secret: Redacted<string>;
  readonly formats: readonly CredentialFormat[];
}

export interface CredentialFormat {
  /** `psql`, `url`, `pgpass`, `service`, `env`, ... */
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly text: Redacted<string>;
}

/** One statement about the target, read back from the target after everything else was done. */
export interface Reading {
  readonly absent: boolean;
  /** The target's own clock when it answered. */
  readonly readAt: Date;
  /** One sentence: "Role absent and 0 connections". */
  readonly summary: string;
  /** The raw values read, plain JSON without secrets. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A lease whose end was proved, and the reading that proved it. */
export interface EndedTarget extends NamedTarget {
  readonly expiresAt: Date;
  readonly proof: Pick<Reading, 'readAt' | 'facts'>;
}

/** A proved end that somebody, or the target, has undone. */
export interface ReopenedTarget {
  readonly targetName: string;
  /** False where the target would let it in still: see the failures. */
  readonly endedAnew: boolean;
}

/** What tidying came to. What fails at one object keeps none of the others. */
export interface Tidied {
  readonly reopened: readonly ReopenedTarget[];
  readonly failures: readonly unknown[];
}

/** Who ends connections when the broker is dead (I6). */
export interface GuardReport {
  /** `target`: the target refuses after the deadline by itself, and nothing beside it is needed. */
  readonly kind: 'pg_cron' | 'process' | 'target' | 'none';
  /** Last sign of life, by the target's clock; null when there never was one. */
  readonly lastSeenAt: Date | null;
  /** True when the last sign of life is recent enough to rely on. */
  readonly alive: boolean;
  /** One sentence for the system's page and the approver. */
  readonly summary: string;
}

export interface Orphan {
  readonly targetName: string;
  readonly leaseId: string | undefined;
  /** Until when the target lets it in, in milliseconds since 1970; Infinity where for ever, undefined where it has no such thing. */
  readonly deadline?: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One thing that a preflight looked at. `advice` says what to do when it does not hold. */
export interface PreflightFinding {
  readonly id: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly advice?: string;
}

/**
 * What every kind of target must be able to do. The contract, held by one suite for all connectors:
 * - `issue` twice with one lease leaves one credential at the target, and one end ends whatever was handed out for it. Where
 *   the target can, the later secret replaces the earlier one; where it cannot, its how-to says so;
 * - `revoke` is idempotent: ending what is gone already is a success, and it may be called after any crash;
 * - `verify` never changes anything and never takes a failed reading for absence: it throws instead;
 * - `moveDeadline`, where there is one, moves the end of what was issued, and of nothing else; it is idempotent, and brings
 *   nothing back that is ended, being ended, or over by the target's own clock: it throws;
 * - a target that is down, slow or refuses makes the call throw `TargetError`; nothing is swallowed.
 */
export interface Connector {
  readonly kind: string;
  /** How many leases of one system are worth ending side by side. More would only queue at the target. */
  readonly endsAtOnce: number;
  /** Throws DomainError `invalid` with a sentence when settings of a system are wrong. */
  checkSystemSettings(settings: unknown): void;
  /** The same for an entitlement's settings. */
  checkEntitlementSettings(settings: unknown): void;
  targetName(leaseId: string): string;
  issue(system: TargetSystem, lease: LeaseTarget): Promise<IssuedCredential>;
  /** What was issued for a lease before goes on working beside what is issued for it anew, until its own end. */
  readonly keepsEarlierSecrets?: true;
  revoke(system: TargetSystem, lease: NamedTarget): Promise<void>;
  verify(system: TargetSystem, lease: NamedTarget): Promise<Reading>;
  /** Absent where a credential carries its end in itself: there a new one has to be made for more time. */
  moveDeadline?(system: TargetSystem, lease: MovedTarget): Promise<void>;
  /**
   * Objects of ours at the target, whether or not a lease explains them; none where the target cannot tell. To find orphans, read the leases after this
   * list: a lease is written before its object is made, so an object seen here has its lease by then.
   */
  list(system: TargetSystem): Promise<Orphan[]>;
  /**
   * Removes what is ours at the target and ends nothing any more, and ends anew what the target would let in again although its
   * end was proved. For targets where an end is something that has to go on standing.
   */
  tidy?(
    system: TargetSystem,
    of: {
      /** The settings of what is granted at the system today. */
      readonly granted: readonly unknown[];
      /** All whose grant would not be over yet, or was until lately, with the settings that they were issued by. */
      readonly ended: readonly EndedTarget[];
    },
  ): Promise<Tidied>;
  guard(system: TargetSystem): Promise<GuardReport>;
  /**
   * `entitlements`: the settings of those that are granted at this system. A target out of reach is a finding, the only one.
   */
  preflight(system: TargetSystem, entitlements?: readonly unknown[]): Promise<PreflightFinding[]>;
  /** Sockets and pools kept for a target are closed. */
  close(): Promise<void>;
}

/** The target could not be reached, refused, or answered nonsense. */
export class TargetError extends Error {
  constructor(
    readonly code: 'unreachable' | 'timeout' | 'refused' | 'rights_missing' | 'unexpected',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'TargetError';
  }
}
