import { Inject, Injectable } from '@nestjs/common';
import { type Clock, conflict, type DomainError, type Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { AttemptWindows } from '../sign-in/attempt-window';
import { asPerson, type Caller } from '../caller';
import { attemptBucket } from '../domain/lockout';
import { ENROLMENT_CODE_LENGTH, typedCode } from '../domain/spoken-code';
import { lockedOut } from '../identity-events';
import { IdentityKeys } from '../identity-keys';
import { lockedUntil, sessionOver } from '../refusals';
import type { WebSession } from '../sessions/web-session';
import { EnrolmentRepository } from './enrolment.repository';
import { enrolmentCodeRefused, enrolmentCodeTaken } from './factor-events';
import { wrongEnrolmentCode } from './factor-refusals';

/** Trades the code that an administrator read out for the right to enrol a first factor in this session. */
@Injectable()
export class RedeemEnrolmentCode {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly enrolments: EnrolmentRepository,
    private readonly attempts: AttemptWindows,
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(caller: Caller, session: WebSession, typed: Redacted<string>): Promise<void> {
    if (session.state !== 'enrolment-required') {
      throw conflict('identity.enrolment_not_asked', 'You need no enrolment code.');
    }
    const { personId } = session;
    const bucket = attemptBucket('enrolment-code', { personId });
    const attempt = await this.attempts.reserve(bucket);
    if (!attempt.allowed) {
      throw await this.refused(caller, personId, lockedUntil(attempt.until, this.clock.now()));
    }
    const code = typedCode(typed.reveal(), ENROLMENT_CODE_LENGTH) ?? '';
    const taken = await this.uow.run(asPerson(caller, personId), async (tx) => {
      const issuedBy = await this.enrolments.useCode(
        tx,
        personId,
        this.keys.enrolmentCodeHash(personId, code),
      );
      if (issuedBy === undefined) {
        tx.record(enrolmentCodeRefused(personId, 'wrong'));
        if (attempt.lockout) tx.record(lockedOut({ personId }, 'enrolment-code', attempt.lockout));
        return false;
      }
      if (!(await this.enrolments.allow(tx, session.id, 'administrator'))) throw sessionOver();
      await this.attempts.clear(tx, bucket);
      tx.record(enrolmentCodeTaken(personId, issuedBy));
      return true;
    });
    if (!taken) throw wrongEnrolmentCode();
  }

  private async refused(caller: Caller, personId: string, answer: DomainError): Promise<DomainError> {
    await this.uow.record(asPerson(caller, personId), enrolmentCodeRefused(personId, 'locked-out'));
    return answer;
  }
}
