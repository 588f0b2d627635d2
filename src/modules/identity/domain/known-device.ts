import { attemptBucket, type LockoutSubject } from './lockout';

/** A browser in which a person has signed in completely before, as its signed cookie says. */
export interface KnownDevice {
  readonly id: string;
  readonly personId: string;
  readonly since: Date;
}

/**
 * Whose attempts a password counts among. A known device has its own, so that a stranger who types wrong passwords locks
 * strangers out and not the person (OWASP, "Device cookies"). A device is known for as long as the password is the one that
 * was given there: whoever signed in with a stolen one is a stranger again once it was changed.
 */
export function passwordBucket(
  subject: LockoutSubject,
  stored: { readonly changedAt: Date } | undefined,
  device: KnownDevice | undefined,
): string {
  const isKnown =
    device &&
    stored &&
    'personId' in subject &&
    device.personId === subject.personId &&
    device.since >= stored.changedAt;
  return isKnown ? `password:device:${device.personId}:${device.id}` : attemptBucket('password', subject);
}
