import { Inject, Injectable } from '@nestjs/common';
import type { Clock, DomainError, Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { digestOf } from '../../../platform/crypto/digest';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { AttemptWindows, type Lockout } from '../sign-in/attempt-window';
import { asPerson, type Caller } from '../caller';
import { mustHaveSecondFactor } from '../factors/second-factor-duty';
import { CredentialRepository, type StoredPassword } from '../passwords/credential.repository';
import { type KnownDevice, passwordBucket } from '../domain/known-device';
import { lockedOut } from '../identity-events';
import { OpenSession } from '../sessions/open-session';
import { PasswordHasher } from '../passwords/password-hasher';
import { lockedUntil, passwordChangedMeanwhile, sessionOver, wrongPresentPassword } from '../refusals';
import { StepUpService } from '../step-up/step-up.service';
import type { WebSession } from '../sessions/web-session';
import { type SecondFactorStanding, WebSessionRepository } from '../sessions/web-session.repository';
import { passwordChanged, passwordChangeRefused, type PasswordChangeRefusal } from './account-events';
import { PasswordChoice } from './password-choice';

export const CHANGE_PASSWORD = 'identity.change_password';

export interface PasswordChange {
  readonly present: Redacted<string>;
  readonly chosen: Redacted<string>;
  readonly device?: KnownDevice;
  readonly stepUpToken?: string;
}

/** What the second factor of a change covers: this person's password as it was last set. */
export const changeDigest = (personId: string, changedAt: Date): string =>
  digestOf({ action: CHANGE_PASSWORD, personId, changedAt: changedAt.toISOString() });

/** Another password for somebody who is signed in and knows the present one. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly attempts: AttemptWindows,
    private readonly hasher: PasswordHasher,
    private readonly choice: PasswordChoice,
    private readonly stepUps: StepUpService,
    private readonly sessions: WebSessionRepository,
    private readonly opening: OpenSession,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The token of the session that takes the place of this one; every other of the person has ended. */
  run(caller: Caller, session: WebSession, change: PasswordChange): Promise<Redacted<string>> {
    // Outermost, so that being busy costs nobody an attempt.
    return this.hasher.inTurn(async () => {
      const person = await this.directory.person(this.uow.reader, session.personId);
      const present = await this.provePresent(caller, person.id, change);
      const chosen = await this.choice.check(person, change.chosen);
      return this.uow.run(asPerson(caller, person.id), async (tx) => {
        const secondFactor = await this.confirm(tx, session, change, present);
        tx.record(passwordChanged(person.id));
        await this.choice.save(tx, person, chosen);
        return this.opening.run(tx, caller, { personId: person.id, firstFactor: 'password', secondFactor });
      });
    });
  }

  /** Five attempts like everywhere else (I11): an open session in other hands must not become a place to guess. */
  private async provePresent(
    caller: Caller,
    personId: string,
    { present, device }: PasswordChange,
  ): Promise<StoredPassword> {
    const stored = await this.credentials.password(this.uow.reader, personId);
    const bucket = passwordBucket({ personId }, stored, device);
    const attempt = await this.attempts.reserve(bucket);
    if (!attempt.allowed) {
      const refusal = lockedUntil(attempt.until, this.clock.now());
      throw await this.refused(caller, personId, 'locked-out', refusal);
    }
    const matches = await this.hasher.matches(stored?.hash, present);
    if (matches && stored) {
      // Right is right, whatever becomes of the change: who has to think of a better one five times is not locked out.
      await this.uow.bookkeeping('identity.attempts: a count, not a decision', (tx) =>
        this.attempts.clear(tx, bucket),
      );
      return stored;
    }
    throw await this.refused(caller, personId, 'wrong-password', wrongPresentPassword(), attempt.lockout);
  }

  /**
   * A second factor where there is one, over this very password. A session that owes a new password has given its factor
   * a moment ago and can do nothing else.
   */
  private async confirm(
    tx: Tx,
    session: WebSession,
    { stepUpToken }: PasswordChange,
    stored: StoredPassword,
  ): Promise<SecondFactorStanding> {
    const { personId, id, state, jobRoles } = session;
    if (!(await this.credentials.lockPassword(tx, personId, stored.hash))) throw passwordChangedMeanwhile();
    // It may have ended while the password was compared, and then nothing takes its place.
    if (!(await this.sessions.lockOpen(tx, id))) throw sessionOver();
    if (!(await this.credentials.hasSecondFactor(tx, personId)))
      return (await mustHaveSecondFactor(tx, personId, jobRoles, tx.now)) ? 'owed' : 'none';
    if (state !== 'new-password-required') {
      await this.stepUps.consume(tx, { personId, credential: { kind: 'session', id } }, stepUpToken, {
        action: CHANGE_PASSWORD,
        subjectId: personId,
        digest: changeDigest(personId, stored.changedAt),
        maxAgeSeconds: 300,
      });
    }
    return 'given';
  }

  private async refused(
    caller: Caller,
    personId: string,
    reason: PasswordChangeRefusal,
    refusal: DomainError,
    lockout?: Lockout,
  ): Promise<DomainError> {
    const consequences = lockout ? [lockedOut({ personId }, 'password', lockout)] : [];
    const event = passwordChangeRefused(personId, reason);
    await this.uow.record(asPerson(caller, personId), event, ...consequences);
    return refusal;
  }
}
