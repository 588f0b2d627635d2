import type { ClaimRefusal } from './claim';

export const SCOPE_KINDS = ['all', 'person', 'profile', 'system'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** What is ended or halted: everything, or all of one human being, one access profile or one system. */
export interface BulkScope {
  readonly kind: ScopeKind;
  /** null for everything. */
  readonly id: string | null;
}

/** A scope as people know it. */
export interface NamedScope extends BulkScope {
  /** Handle of the person, key of the profile or system; null for everything. */
  readonly key: string | null;
  readonly name: string;
}

/** A second factor is bound to one thing. Everything is no thing of its own, so it has the nil UUID (RFC 9562, 5.9). */
const NIL = '00000000-0000-0000-0000-000000000000';
export const subjectOf = ({ id }: BulkScope): string => id ?? NIL;

/** Whoever ends everything would otherwise race with those who go on approving. */
export const mustHalt = ({ kind }: BulkScope): boolean => kind === 'all';

const PHRASES: Readonly<Record<ScopeKind, (name: string) => string>> = {
  all: () => 'All access is halted',
  person: (name) => `The access of ${name} is halted`,
  profile: (name) => `Access by “${name}” is halted`,
  system: (name) => `Access to ${name} is halted`,
};

/** To whoever tries to approve or to take a log-in meanwhile. */
export const haltRefusal = ({ kind, name }: Pick<NamedScope, 'kind' | 'name'>): ClaimRefusal => ({
  code: 'grants.halted',
  sentence: `${PHRASES[kind](name)}: nothing is approved or issued until a CTO or tech lead lifts the halt.`,
});

/** Somebody whose access was halted is the last who may decide that it was for nothing. */
export const liftRefusal = (
  scope: BulkScope,
  liftersAccounts: readonly string[],
): ClaimRefusal | undefined =>
  scope.kind === 'person' && scope.id !== null && liftersAccounts.includes(scope.id)
    ? {
        code: 'grants.own_halt',
        sentence: 'This halt is on your own access. Somebody else has to lift it.',
      }
    : undefined;
