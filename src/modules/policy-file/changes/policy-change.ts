import { DAY } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import type { Change } from '../plan/change';
import type { Reach } from '../domain/reach';
import type { ChangeApproval, ChangeFacts } from './domain/change-approval';
import type { PolicyChangeState } from './domain/policy-change-lifecycle';

/** How long a proposed change may wait for its approvals. */
export const LAPSES_AFTER = 7 * DAY;

/** One difference and how far it reaches. */
export interface ReachingChange extends Change {
  readonly reach: Reach;
}

/** A changed policy file that somebody has to approve before it holds. */
export interface PolicyChange {
  readonly id: string;
  readonly state: PolicyChangeState;
  /** SHA-256 of the file's bytes. */
  readonly fileDigest: string;
  /** Of the file in force that it was planned against. */
  readonly baseDigest: string;
  readonly reach: Reach;
  readonly changes: readonly ReachingChange[];
  readonly gainerIds: readonly string[];
  readonly reason: string;
  /** null: from the server's own command line or its start. */
  readonly proposedBy: string | null;
  readonly proposedAt: Date;
  readonly lapsesAt: Date;
  readonly approvedAt: Date | null;
  readonly effectiveAt: Date | null;
  readonly settledAt: Date | null;
  readonly settledBy: string | null;
  readonly settledBecause: string | null;
}

export interface PolicyChangeApproval extends ChangeApproval {
  readonly changeId: string;
}

/** What a second factor covers: exactly the file, what it was compared with, the difference that was shown, and why. */
export const digestOfChange = (
  action: 'policy.approve-change' | 'policy.stop-change',
  { id, fileDigest, baseDigest, reach, changes, reason }: PolicyChange,
): string =>
  digestOf({
    action,
    changeId: id,
    fileDigest,
    baseDigest,
    reach,
    reason,
    changes: changes.map((change) => ({ ...change })),
  });

export const factsOf = (change: PolicyChange): ChangeFacts => ({
  reach: change.reach,
  proposerId: change.proposedBy,
  gainerIds: new Set(change.gainerIds),
  digest: digestOfChange('policy.approve-change', change),
});

export const isOpen = ({ state }: Pick<PolicyChange, 'state'>): boolean =>
  state === 'proposed' || state === 'approved';
