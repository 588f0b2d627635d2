import { conflict, type DomainError, forbidden, notFound, unauthenticated } from '../../../kernel';
import { holdSentence, type PrivilegeHold } from '../domain/privilege-hold';

export const passkeyRefused = (): DomainError =>
  unauthenticated(
    'identity.passkey_refused',
    'That passkey was not accepted here. Try again, or use another way.',
  );

export const challengeOver = (): DomainError =>
  unauthenticated('identity.challenge_over', 'That took too long, or was answered already. Try again.');

export const passkeyCounterSuspect = (): DomainError =>
  unauthenticated(
    'identity.passkey_suspect',
    'This passkey counts backwards, as a copy of it would. Use another way, and have it removed.',
  );

export const wrongRecoveryCode = (): DomainError =>
  unauthenticated(
    'identity.wrong_recovery_code',
    'That recovery code is not right, or was used already. Take the next one of your list.',
  );

export const recoveryCodeNotEnough = (): DomainError =>
  forbidden(
    'identity.recovery_code_not_enough',
    'A recovery code lets you in and lets you enrol a new factor. This needs a passkey or your authenticator app.',
  );

export const enrolmentCodeNeeded = (): DomainError =>
  forbidden(
    'identity.enrolment_code_needed',
    'You need a code from an administrator before your first second factor is enrolled.',
  );

export const wrongEnrolmentCode = (): DomainError =>
  unauthenticated(
    'identity.wrong_enrolment_code',
    'That enrolment code is not right, or is too old. Ask for it again.',
  );

export const enrolmentOver = (): DomainError =>
  conflict('identity.enrolment_over', 'This enrolment is over. Start again.');

export const codeDoesNotFit = (): DomainError =>
  unauthenticated(
    'identity.enrolment_wrong_code',
    'That code does not fit. Check that the clock of your phone is right, and use the code that it shows now.',
  );

export const passkeyNotTaken = (): DomainError =>
  conflict('identity.passkey_not_taken', 'That passkey could not be registered here. Start again.');

export const unknownFactor = (): DomainError =>
  notFound('identity.unknown_factor', 'You have no such second factor.');

export const lastFactorNeeded = (): DomainError =>
  conflict(
    'identity.last_factor_needed',
    'You must have a second factor, and this is your last one. Add another one first.',
  );

export const notForYourself = (): DomainError =>
  forbidden('identity.not_for_yourself', 'Somebody else has to do this for you.');

export const invitationOfYourMaking = (name: string): DomainError =>
  forbidden(
    'identity.invitation_of_your_making',
    `You handed ${name} their invitation, so somebody else has to vouch: ask another CTO or tech lead to issue the code.`,
  );

export const holdOfYourMaking = (): DomainError =>
  forbidden(
    'identity.hold_of_your_making',
    'You removed these second factors or vouched for the new one. Ask another CTO or tech lead to lift the hold, or let it end by itself.',
  );

export const noHold = (): DomainError =>
  conflict('identity.no_hold', 'There is no hold on this person any more.');

export const privilegedUseHeld = (hold: PrivilegeHold): DomainError =>
  forbidden('identity.privileged_use_held', holdSentence(hold), { until: hold.until.toISOString() });
