import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { CredentialRepository } from '../passwords/credential.repository';
import { type EnrolmentBasis, enrolmentBasis } from '../domain/factor-rules';
import { StepUpService } from '../step-up/step-up.service';
import type { WebSession } from '../sessions/web-session';
import { EnrolmentRepository } from './enrolment.repository';
import { addFactorDemand } from './factor-digests';
import { enrolmentCodeNeeded } from './factor-refusals';
import { mustHaveSecondFactor } from './second-factor-duty';

/** On what somebody may enrol a factor, by the facts of this moment. */
@Injectable()
export class EnrolmentAuthority {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly stepUps: StepUpService,
  ) {}

  /** Who has a factor already gives it first, for this. */
  async begin(tx: Tx, session: WebSession, stepUpToken: string | undefined): Promise<EnrolmentBasis> {
    const basis = await this.basis(tx, session);
    if (basis !== 'existing-factor') return basis;
    const { personId, id } = session;
    const holder = { personId, credential: { kind: 'session', id } } as const;
    await this.stepUps.consume(tx, holder, stepUpToken, addFactorDemand(personId));
    return basis;
  }

  /** Nobody else changes the factors of this person until the transaction ends. */
  async basis(
    tx: Tx,
    { personId, jobRoles, enrolmentBasis: sessionBasis }: WebSession,
  ): Promise<EnrolmentBasis> {
    await this.enrolments.lockPerson(tx, personId);
    const basis = enrolmentBasis({
      hasFactor: await this.credentials.hasSecondFactor(tx, personId),
      mustHaveFactor: await mustHaveSecondFactor(tx, personId, jobRoles, tx.now),
      sessionBasis,
    });
    if (!basis) throw enrolmentCodeNeeded();
    return basis;
  }
}
