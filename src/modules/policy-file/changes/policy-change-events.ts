import { type AuditEventInput, open, personal } from '../../../platform/database/audit-event';
import type { ConsumedStepUp } from '../../identity';
import type { PolicyChange } from './policy-change';

type About = Pick<PolicyChange, 'id' | 'reach' | 'fileDigest'>;

const base = ({ id, fileDigest }: About) => ({
  subject: { kind: 'policy-change', id },
  related: [{ kind: 'policy', id: fileDigest }],
  // Whoever is concerned gets a message of its own for each; an alert would be told a second time.
  severity: 'notice' as const,
});

/** What somebody wrote is theirs; without a person, it is the operator's. */
const words = (personId: string | null, text: string) =>
  personId === null ? open(text) : personal(personId, text);

export const changeProposed = (
  change: About & Pick<PolicyChange, 'proposedBy' | 'reason' | 'changes' | 'baseDigest'>,
): AuditEventInput => ({
  type: 'policy.change_proposed',
  ...base(change),
  data: {
    reach: open(change.reach),
    changes: open(change.changes.length),
    baseDigest: open(change.baseDigest),
    reason: words(change.proposedBy, change.reason),
  },
});

export const changeApproved = (
  change: PolicyChange,
  digest: string,
  { factor, id, verifiedAt }: ConsumedStepUp,
  effectiveAt: Date | undefined,
): AuditEventInput => ({
  type: 'policy.change_approved',
  ...base(change),
  data: {
    reach: open(change.reach),
    digest: open(digest),
    factor: open(factor),
    stepUpId: open(id),
    factorVerifiedAt: open(verifiedAt),
    effectiveAt: effectiveAt && open(effectiveAt),
  },
});

export const changeTakenBack = (
  type: 'policy.change_denied' | 'policy.change_withdrawn' | 'policy.change_stopped',
  change: PolicyChange,
  personId: string,
  reason: string,
  { factor, id }: ConsumedStepUp,
): AuditEventInput => ({
  type,
  ...base(change),
  data: {
    reach: open(change.reach),
    reason: personal(personId, reason),
    factor: open(factor),
    stepUpId: open(id),
  },
});

export const changeSettled = (
  type: 'policy.change_void' | 'policy.change_lapsed' | 'policy.change_in_force',
  change: About,
  because?: string,
): AuditEventInput => ({
  type,
  ...base(change),
  ...(type === 'policy.change_in_force' && change.reach === 'circle' ? { severity: 'alert' as const } : {}),
  data: { reach: open(change.reach), because: because === undefined ? undefined : open(because) },
});

/** The loud way: nobody approved it. */
export const appliedByOperator = (
  digest: string,
  reach: PolicyChange['reach'],
  changes: number,
  reason: string,
): AuditEventInput => ({
  type: 'policy.applied_by_operator',
  subject: { kind: 'policy', id: digest },
  severity: 'alert',
  data: { reach: open(reach), changes: open(changes), reason: open(reason) },
});
