import { Inject, Injectable } from '@nestjs/common';
import type { Clock, DomainError, Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../../directory';
import { AttemptWindows, type Lockout } from './attempt-window';
import { asNobody, type Caller } from '../caller';
import { CredentialRepository, type SignInPassword } from '../passwords/credential.repository';
import { type KnownDevice, passwordBucket } from '../domain/known-device';
import { normalName } from '../domain/sign-in-name';
import { type FirstFactorRefusal, lockedOut, signInRefused, type SignInSubject } from '../identity-events';
import { IdentityKeys } from '../identity-keys';
import { PasswordHasher } from '../passwords/password-hasher';
import { lockedUntil, wrongCredentials } from '../refusals';

export interface TypedCredentials {
  /** Handle or e-mail address. */
  readonly handle: string;
  readonly password: Redacted<string>;
  /** What the browser has kept of an earlier sign-in. */
  readonly device?: KnownDevice;
}

/** Somebody whose password was right a moment ago. */
export interface ProvedPassword {
  readonly person: Person;
  readonly bucket: string;
  /** The stored hash that it was compared with. */
  readonly hash: string;
  readonly changedAt: Date;
  readonly hasSecondFactor: boolean;
}

interface Candidate {
  readonly person?: Person;
  readonly subject: SignInSubject;
  readonly stored?: SignInPassword;
  readonly bucket: string;
}

/**
 * Compares a password, within the attempts that its bucket has left. Refusals for a wrong name, a wrong password and a
 * person who has left read the same and take the same road: the same questions to the database, the same hash.
 */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly attempts: AttemptWindows,
    private readonly hasher: PasswordHasher,
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(caller: Caller, typed: TypedCredentials): Promise<ProvedPassword> {
    const candidate = await this.candidate(typed);
    const attempt = await this.attempts.reserve(candidate.bucket);
    if (!attempt.allowed) {
      const refusal = lockedUntil(attempt.until, this.clock.now());
      throw await this.refused(caller, candidate, 'locked-out', refusal);
    }
    const { person, stored, bucket } = candidate;
    const matches = await this.hasher.matches(stored?.hash, typed.password);
    if (!matches || !stored || person?.status !== 'active') {
      const reason = reasonOf(person, matches);
      throw await this.refused(caller, candidate, reason, wrongCredentials(), attempt.lockout);
    }
    return { person, bucket, ...stored };
  }

  private async candidate({ handle, device }: TypedCredentials): Promise<Candidate> {
    const name = normalName(handle);
    const person = await this.directory.findByName(this.uow.reader, name);
    const stored = await this.credentials.signInPassword(this.uow.reader, person?.id);
    const subject = person ? { personId: person.id } : { unknownName: this.keys.nameHash(name) };
    return { person, subject, stored, bucket: passwordBucket(subject, stored, device) };
  }

  private async refused(
    caller: Caller,
    { subject }: Candidate,
    reason: FirstFactorRefusal,
    refusal: DomainError,
    lockout?: Lockout,
  ): Promise<DomainError> {
    const consequences = lockout ? [lockedOut(subject, 'password', lockout)] : [];
    await this.uow.record(asNobody(caller), signInRefused(subject, reason), ...consequences);
    return refusal;
  }
}

function reasonOf(person: Person | undefined, matches: boolean): FirstFactorRefusal {
  if (!person) return 'unknown-name';
  return matches ? 'person-not-active' : 'wrong-password';
}
