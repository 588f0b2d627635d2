import type { AuditReference } from '../../../platform/database/audit-event';
import type { BulkScope, NamedScope } from '../domain/bulk-scope';

/** The ending of everything in a scope at once, as it was asked for. */
export interface BulkRevocation {
  readonly id: string;
  readonly scope: NamedScope;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly haltId: string | null;
}

/** Until it is lifted nothing is approved or issued in its scope. */
export interface Halt {
  readonly id: string;
  readonly scope: NamedScope;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly liftedBy: string | null;
  readonly liftedAt: Date | null;
  readonly liftReason: string | null;
}

/** How many of what there are in a scope: what is shown before the second factor, and covered by it. */
export interface ScopeCounts {
  readonly grants: number;
  readonly people: number;
  readonly systems: number;
  readonly logIns: number;
}

const REFERENCE_KINDS = { person: 'person', profile: 'access-profile', system: 'system' } as const;

/** The thing that a scope is about, so that its own history tells of the end or halt too. */
export const referencesOf = ({ kind, id }: BulkScope): AuditReference[] =>
  kind === 'all' || id === null ? [] : [{ kind: REFERENCE_KINDS[kind], id }];
