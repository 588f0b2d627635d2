import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Redacted } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { hashToken } from '../../../platform/crypto/token';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import {
  randomBytesFor,
  RECOVERY_CODE_LENGTH,
  RECOVERY_CODES,
  spokenCode,
  typedCode,
} from '../domain/spoken-code';
import { CredentialRepository } from '../passwords/credential.repository';
import { noSecondFactor } from '../refusals';
import { StepUpService } from '../step-up/step-up.service';
import { EnrolmentRepository } from './enrolment.repository';
import { makeRecoveryCodesDemand } from './factor-digests';
import { recoveryCodesMade } from './factor-events';
import { RecoveryCodeRepository } from './recovery-code.repository';

/** Ten ways in for somebody whose other factors are gone, shown once. */
@Injectable()
export class MakeRecoveryCodes {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly codes: RecoveryCodeRepository,
    private readonly credentials: CredentialRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly stepUps: StepUpService,
  ) {}

  /** Asked for by the person, who confirms it with a second factor. The earlier codes are worth nothing from here on. */
  anew(actor: Actor, principal: Principal, stepUpToken: string | undefined): Promise<Redacted<string>[]> {
    const { personId } = principal;
    return this.uow.run(actor, async (tx) => {
      await this.enrolments.lockPerson(tx, personId);
      await this.stepUps.consume(tx, principal, stepUpToken, makeRecoveryCodesDemand(personId));
      if (!(await this.credentials.hasSecondFactor(tx, personId))) throw noSecondFactor();
      return this.run(tx, personId);
    });
  }

  async run(tx: Tx, personId: string): Promise<Redacted<string>[]> {
    const made = Array.from({ length: RECOVERY_CODES }, () =>
      spokenCode(randomBytes(randomBytesFor(RECOVERY_CODE_LENGTH)), RECOVERY_CODE_LENGTH),
    );
    const hashes = made.map((code) => hashToken(typedCode(code, RECOVERY_CODE_LENGTH) ?? ''));
    await this.codes.replace(tx, personId, hashes);
    tx.record(recoveryCodesMade(personId));
    return made.map((code) => new Redacted(code));
  }
}
