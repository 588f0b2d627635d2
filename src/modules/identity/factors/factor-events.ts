import { type AuditEventInput, open, personal } from '../../../platform/database/audit-event';
import type { EnrolmentBasis, FactorKind } from '../domain/factor-rules';
import type { HoldCause } from '../domain/privilege-hold';

/** What the trail says of second factors. No code, no seed and no key is in it. */

const person = (id: string) => ({ kind: 'person', id });
const passkeyOf = (id: string | undefined) => (id === undefined ? [] : [{ kind: 'passkey', id }]);

export interface EnrolledFactor {
  readonly kind: Exclude<FactorKind, 'recovery-code'>;
  /** Of a passkey. */
  readonly id?: string;
  readonly name?: string;
}

/** Of a first factor that nobody vouched for, everybody of the circle should know at once. */
export const factorEnrolled = (
  personId: string,
  { kind, id, name }: EnrolledFactor,
  basis: EnrolmentBasis | 'command-line',
): AuditEventInput => ({
  type: 'identity.factor_enrolled',
  subject: person(personId),
  related: passkeyOf(id),
  severity: basis === 'single-sign-on' || basis === 'own-account' ? 'alert' : 'notice',
  data: {
    factor: open(kind),
    basis: open(basis),
    name: name === undefined ? undefined : personal(personId, name),
  },
});

export const enrolmentBegun = (
  personId: string,
  factor: FactorKind,
  basis: EnrolmentBasis,
): AuditEventInput => ({
  type: 'identity.factor_enrolment_begun',
  subject: person(personId),
  data: { factor: open(factor), basis: open(basis) },
});

export const factorRemoved = (personId: string, { kind, id }: EnrolledFactor): AuditEventInput => ({
  type: 'identity.factor_removed',
  subject: person(personId),
  related: passkeyOf(id),
  severity: 'notice',
  data: { factor: open(kind) },
});

export const passkeyRenamed = (personId: string, id: string, name: string): AuditEventInput => ({
  type: 'identity.passkey_renamed',
  subject: person(personId),
  related: passkeyOf(id),
  data: { name: personal(personId, name) },
});

export const passkeyCounterFell = (
  { id, personId }: { id: string; personId: string },
  stored: number,
  presented: number,
): AuditEventInput => ({
  type: 'identity.passkey_counter_fell',
  subject: person(personId),
  related: passkeyOf(id),
  severity: 'alert',
  data: { stored: open(stored), presented: open(presented) },
});

export const recoveryCodesMade = (personId: string): AuditEventInput => ({
  type: 'identity.recovery_codes_made',
  subject: person(personId),
  severity: 'notice',
});

export const recoveryCodeUsed = (personId: string, left: number): AuditEventInput => ({
  type: 'identity.recovery_code_used',
  subject: person(personId),
  severity: 'alert',
  data: { left: open(left) },
});

export const enrolmentCodeIssued = (personId: string, expiresAt: Date): AuditEventInput => ({
  type: 'identity.enrolment_code_issued',
  subject: person(personId),
  severity: 'notice',
  data: { expiresAt: open(expiresAt) },
});

export const enrolmentCodeTaken = (personId: string, issuedBy: string): AuditEventInput => ({
  type: 'identity.enrolment_code_taken',
  subject: person(personId),
  related: [person(issuedBy)],
  severity: 'notice',
});

export const enrolmentCodeRefused = (personId: string, reason: 'wrong' | 'locked-out'): AuditEventInput => ({
  type: 'identity.enrolment_code_refused',
  subject: person(personId),
  severity: 'notice',
  data: { reason: open(reason) },
});

export const factorsRemovedByAnother = (personId: string, count: number): AuditEventInput => ({
  type: 'identity.factors_removed',
  subject: person(personId),
  severity: 'alert',
  data: { count: open(count) },
});

export const privilegesHeld = (personId: string, cause: HoldCause, until: Date): AuditEventInput => ({
  type: 'identity.privileges_held',
  subject: person(personId),
  severity: 'notice',
  data: { cause: open(cause), until: open(until) },
});

export const holdLifted = (personId: string): AuditEventInput => ({
  type: 'identity.hold_lifted',
  subject: person(personId),
  severity: 'notice',
});
