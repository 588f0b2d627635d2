import { Inject, Injectable } from '@nestjs/common';
import type { Clock, DomainError } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { UnitOfWork, type Tx } from '../../platform/database/unit-of-work';
import { AttemptWindows, type Lockout } from './attempt-window';
import { asPerson, type Caller } from './caller';
import { CredentialRepository } from './credential.repository';
import { attemptBucket } from './domain/lockout';
import { lockedOut, secondFactorRefused, type SecondFactorRefusal } from './identity-events';
import { IdentityKeys } from './identity-keys';
import { codeAlreadyUsed, lockedUntil, noSecondFactor, wrongCode } from './refusals';
import { matchingStep } from './totp';

/** The factor that was proved, as it stands in the trail and beside an approval. */
export const TOTP = 'totp';

/** Takes a TOTP code once, within the attempts that the person has left. */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly attempts: AttemptWindows,
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in the very transaction that uses the code up: neither happens without the other.
   * Refusals are on record before they are thrown.
   */
  async run<T>(caller: Caller, personId: string, code: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const bucket = attemptBucket('second-factor', { personId });
    const attempt = await this.attempts.reserve(bucket);
    const now = this.clock.now();
    if (!attempt.allowed) {
      throw await this.refused(caller, personId, 'locked-out', lockedUntil(attempt.until, now));
    }
    const factor = await this.credentials.totpFactor(this.uow.reader, personId);
    if (!factor) throw await this.refused(caller, personId, 'none-enrolled', noSecondFactor());
    const step = matchingStep(this.keys.openSeed(personId, factor.sealedSeed), code, now);
    if (step === undefined) {
      throw await this.refused(caller, personId, 'wrong-code', wrongCode(), attempt.lockout);
    }
    const done = await this.uow.run(asPerson(caller, personId), async (tx) => {
      if (!(await this.credentials.useTotpStep(tx, personId, factor, step))) {
        tx.record(secondFactorRefused(personId, 'code-already-used'));
        return undefined;
      }
      await this.attempts.clear(tx, bucket);
      return { result: await work(tx) };
    });
    if (!done) throw codeAlreadyUsed();
    return done.result;
  }

  private async refused(
    caller: Caller,
    personId: string,
    reason: SecondFactorRefusal,
    refusal: DomainError,
    lockout?: Lockout,
  ): Promise<DomainError> {
    await this.uow.run(asPerson(caller, personId), (tx) => {
      tx.record(secondFactorRefused(personId, reason));
      if (lockout) tx.record(lockedOut({ personId }, 'second-factor', lockout));
      return Promise.resolve();
    });
    return refusal;
  }
}
