import { Inject, Injectable } from '@nestjs/common';
import type { Clock, DomainError } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import { AttemptWindows, type Lockout, type Reservation } from './attempt-window';
import { asPerson, type Caller } from '../caller';
import type { FactorKind } from '../domain/factor-rules';
import { attemptBucket } from '../domain/lockout';
import type { Checked, FactorDemand, FactorProof, FactorRefusal } from '../factors/factor-proof';
import { TakePasskey } from '../factors/take-passkey';
import { TakeRecoveryCode } from '../factors/take-recovery-code';
import { TakeTotpCode } from '../factors/take-totp-code';
import { lockedOut, secondFactorRefused } from '../identity-events';
import { lockedUntil } from '../refusals';

/** A passkey cannot be guessed, so it costs no attempt and still works while guesses have locked the codes. */
const UNCOUNTED: Reservation = { allowed: true };

/** Takes a second factor once, whatever its kind; codes within the attempts that the person has left. */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly attempts: AttemptWindows,
    private readonly totp: TakeTotpCode,
    private readonly recoveryCode: TakeRecoveryCode,
    private readonly passkey: TakePasskey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in the very transaction that uses the proof up: neither happens without the other.
   * Refusals are on record before they are thrown.
   */
  async run<T>(
    caller: Caller,
    demand: FactorDemand,
    proof: FactorProof,
    work: (tx: Tx, factor: FactorKind) => Promise<T>,
  ): Promise<T> {
    const { personId } = demand;
    const bucket = attemptBucket('second-factor', { personId });
    const attempt = proof.kind === 'passkey' ? UNCOUNTED : await this.attempts.reserve(bucket);
    if (!attempt.allowed) {
      const answer = lockedUntil(attempt.until, this.clock.now());
      throw await this.refused(caller, personId, { reason: 'locked-out', answer });
    }
    const checked = await this.check(demand, proof);
    if ('refused' in checked) throw await this.refused(caller, personId, checked.refused, attempt.lockout);
    const done = await this.uow.run(asPerson(caller, personId), async (tx) => {
      const late = await checked.use(tx);
      if (late) {
        tx.record(secondFactorRefused(personId, late.reason));
        return { late };
      }
      if (attempt !== UNCOUNTED) await this.attempts.clear(tx, bucket);
      return { result: await work(tx, proof.kind) };
    });
    if (done.late) throw done.late.answer;
    return done.result;
  }

  private async check({ personId, holderId, action }: FactorDemand, proof: FactorProof): Promise<Checked> {
    if (proof.kind === 'totp') return this.totp.check(personId, proof.code);
    if (proof.kind === 'recovery-code') {
      return this.recoveryCode.check(personId, proof.code, action?.action);
    }
    const passkey = await this.passkey.find(proof.assertion);
    return this.passkey.check(
      proof.assertion,
      passkey,
      personId,
      action
        ? { purpose: 'step-up', personId, holderId, ...action }
        : { purpose: 'second-factor', personId, holderId },
    );
  }

  private async refused(
    caller: Caller,
    personId: string,
    { reason, answer }: FactorRefusal,
    lockout?: Lockout,
  ): Promise<DomainError> {
    const consequences = lockout ? [lockedOut({ personId }, 'second-factor', lockout)] : [];
    await this.uow.record(asPerson(caller, personId), secondFactorRefused(personId, reason), ...consequences);
    return answer;
  }
}
