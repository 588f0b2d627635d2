import {
  open,
  personal,
  type AuditEventInput,
  type AuditReference,
} from '../../platform/database/audit-event';
import { type GuessedSecret, lockoutSeverity } from './domain/lockout';
import type { StepUpBinding } from './step-up/step-up.repository';

/** What the trail says of sign-in. Nothing that was typed is in it, and no token. */

const person = (id: string): AuditReference => ({ kind: 'person', id });
const session = (id: string): AuditReference => ({ kind: 'web-session', id });

export type FirstFactorRefusal =
  'wrong-password' | 'unknown-name' | 'person-not-active' | 'locked-out' | SecondFactorRefusal;
export type SecondFactorRefusal =
  | 'wrong-code'
  | 'code-already-used'
  | 'locked-out'
  | 'none-enrolled'
  | 'wrong-recovery-code'
  | 'recovery-code-not-enough'
  | 'unknown-passkey'
  | 'unknown-challenge'
  | 'challenge-already-used'
  | 'passkey-invalid'
  | 'foreign-origin'
  | 'passkey-counter-fell';

/** A person; or somebody of whom only a keyed hash of the name is known, or the hash of a passkey that nobody has. */
export type SignInSubject =
  { readonly personId: string } | { readonly unknownName: string } | { readonly unknownPasskey: string };

function referenceOf(subject: SignInSubject): AuditReference {
  if ('personId' in subject) return person(subject.personId);
  return 'unknownName' in subject
    ? { kind: 'unknown-sign-in-name', id: subject.unknownName }
    : { kind: 'unknown-passkey', id: subject.unknownPasskey };
}

export interface SignedIn {
  readonly personId: string;
  readonly sessionId: string;
  readonly userAgent?: string;
}

export const firstFactorAccepted = (who: SignedIn, factor: string): AuditEventInput => ({
  type: 'identity.first_factor_accepted',
  subject: person(who.personId),
  related: [session(who.sessionId)],
  data: { factor: open(factor), userAgent: userAgentOf(who) },
});

export const signedIn = (who: SignedIn, factors: readonly string[]): AuditEventInput => ({
  type: 'identity.signed_in',
  subject: person(who.personId),
  related: [session(who.sessionId)],
  data: { factors: open(factors), userAgent: userAgentOf(who) },
});

const userAgentOf = ({ personId, userAgent }: SignedIn) =>
  userAgent === undefined ? undefined : personal(personId, userAgent);

export const signInRefused = (subject: SignInSubject, reason: FirstFactorRefusal): AuditEventInput => ({
  type: 'identity.sign_in_refused',
  subject: referenceOf(subject),
  severity: 'notice',
  data: { reason: open(reason) },
});

/** Of a network that has got too many sign-ins wrong; `count` of them since the last such event. */
export const signInsTurnedAway = (network: string, count: number, since: Date): AuditEventInput => ({
  type: 'identity.sign_ins_turned_away',
  subject: { kind: 'network', id: network },
  severity: 'alert',
  data: { count: open(count), since: open(since) },
});

export const secondFactorRefused = (personId: string, reason: SecondFactorRefusal): AuditEventInput => ({
  type: 'identity.second_factor_refused',
  subject: person(personId),
  severity: 'notice',
  data: { reason: open(reason) },
});

export const lockedOut = (
  subject: SignInSubject,
  secret: GuessedSecret,
  lockout: { readonly until: Date; readonly inARow: number },
): AuditEventInput => ({
  type: 'identity.locked_out',
  subject: referenceOf(subject),
  severity: lockoutSeverity(secret, lockout.inARow),
  data: { secret: open(secret), until: open(lockout.until), inARow: open(lockout.inARow) },
});

export const steppedUp = (
  personId: string,
  stepUpId: string,
  binding: StepUpBinding,
  factor: string,
): AuditEventInput => ({
  type: 'identity.step_up',
  subject: person(personId),
  related: [{ kind: 'step-up', id: stepUpId }],
  data: {
    action: open(binding.action),
    subjectId: open(binding.subjectId),
    digest: open(binding.digest),
    factor: open(factor),
  },
});

export const signedOut = (personId: string, sessionId: string, reason: string): AuditEventInput => ({
  type: 'identity.signed_out',
  subject: person(personId),
  related: [session(sessionId)],
  data: { reason: open(reason) },
});

export const sessionsEnded = (personId: string, count: number, reason: string): AuditEventInput => ({
  type: 'identity.sessions_ended',
  subject: person(personId),
  data: { count: open(count), reason: open(reason) },
});

export const passwordSet = (personId: string): AuditEventInput => ({
  type: 'identity.password_set',
  subject: person(personId),
  severity: 'notice',
});

export const credentialsForgotten = (personId: string): AuditEventInput => ({
  type: 'identity.credentials_forgotten',
  subject: person(personId),
  severity: 'notice',
});

export const accessRefused = (thing: AuditReference, attempt: string): AuditEventInput => ({
  type: 'identity.access_refused',
  subject: thing,
  severity: 'notice',
  data: { attempt: open(attempt) },
});
