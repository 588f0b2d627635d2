import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addSeconds, conflict, type DomainError, Redacted } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { DirectoryRepository, humanOf, type Person } from '../../directory';
import { AccountLinkRepository } from '../accounts/account-link.repository';
import { CredentialRepository } from '../passwords/credential.repository';
import {
  ENROLMENT_CODE_LENGTH,
  ENROLMENT_CODE_SECONDS,
  randomBytesFor,
  spokenCode,
  typedCode,
} from '../domain/spoken-code';
import { IdentityKeys } from '../identity-keys';
import { StepUpService, type StepUpDemand } from '../step-up/step-up.service';
import { EnrolmentRepository } from './enrolment.repository';
import { issueCodeDemand, liftHoldDemand, removeFactorsDemand } from './factor-digests';
import { enrolmentCodeIssued, holdLifted } from './factor-events';
import { holdOfYourMaking, invitationOfYourMaking, noHold, notForYourself } from './factor-refusals';
import { PrivilegeHoldRepository } from './privilege-hold.repository';
import { RemoveAllFactors } from './remove-all-factors';

export interface IssuedCode {
  readonly code: Redacted<string>;
  readonly expiresAt: Date;
}

/** What an administrator does for somebody else's second factors, each confirmed with one of their own. */
@Injectable()
export class AdministerFactors {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly holds: PrivilegeHoldRepository,
    private readonly links: AccountLinkRepository,
    private readonly removeAll: RemoveAllFactors,
    private readonly stepUps: StepUpService,
    private readonly keys: IdentityKeys,
  ) {}

  /** A code to be read out to the person in front of one. Only somebody without a factor has a use for it. */
  issueCode(
    actor: Actor,
    principal: Principal,
    personId: string,
    stepUpToken: string | undefined,
  ): Promise<IssuedCode> {
    return this.forAnother(
      actor,
      principal,
      personId,
      stepUpToken,
      issueCodeDemand,
      async (tx, { name }, oneself) => {
        if (await this.credentials.hasSecondFactor(tx, personId)) {
          throw conflict(
            'identity.has_second_factor',
            `${name} has a second factor. If it is lost, remove it first.`,
          );
        }
        await this.assertAnothers(tx, oneself, await this.links.handedOverBy(tx, personId), () =>
          invitationOfYourMaking(name),
        );
        const code = spokenCode(randomBytes(randomBytesFor(ENROLMENT_CODE_LENGTH)), ENROLMENT_CODE_LENGTH);
        const codeHash = this.keys.enrolmentCodeHash(personId, typedCode(code, ENROLMENT_CODE_LENGTH) ?? '');
        const expiresAt = addSeconds(tx.now, ENROLMENT_CODE_SECONDS);
        await this.enrolments.saveCode(tx, { personId, codeHash, issuedBy: principal.personId, expiresAt });
        await this.holds.noteVoucher(tx, personId, principal.personId);
        tx.record(enrolmentCodeIssued(personId, expiresAt));
        return { code: new Redacted(code), expiresAt };
      },
    );
  }

  removeFactors(
    actor: Actor,
    principal: Principal,
    personId: string,
    stepUpToken: string | undefined,
  ): Promise<void> {
    return this.forAnother(
      actor,
      principal,
      personId,
      stepUpToken,
      removeFactorsDemand,
      async (tx, { name }) => {
        if ((await this.removeAll.run(tx, personId, principal.personId)) > 0) return;
        throw conflict('identity.no_second_factor', `${name} has no second factor that could be removed.`);
      },
    );
  }

  liftHold(
    actor: Actor,
    principal: Principal,
    personId: string,
    stepUpToken: string | undefined,
  ): Promise<void> {
    return this.forAnother(
      actor,
      principal,
      personId,
      stepUpToken,
      liftHoldDemand,
      async (tx, _, oneself) => {
        await this.assertAnothers(tx, oneself, await this.holds.handsIn(tx, personId), holdOfYourMaking);
        if (!(await this.holds.lift(tx, personId))) throw noHold();
        tx.record(holdLifted(personId));
      },
    );
  }

  /** Never for oneself, nor by a second account of the same human being. */
  private forAnother<T>(
    actor: Actor,
    principal: Principal,
    personId: string,
    stepUpToken: string | undefined,
    demandOf: (person: Person) => StepUpDemand,
    work: (tx: Tx, person: Person, oneself: Person) => Promise<T>,
  ): Promise<T> {
    return this.uow.run(actor, async (tx) => {
      const person = await this.directory.person(tx, personId);
      const oneself = await this.directory.person(tx, principal.personId);
      if (humanOf(person) === humanOf(oneself)) throw notForYourself();
      await this.enrolments.lockPerson(tx, personId);
      await this.stepUps.consume(tx, principal, stepUpToken, demandOf(person));
      return work(tx, person, oneself);
    });
  }

  /**
   * That what was done before was done by others. Whoever hands over an invitation could redeem it, and whoever recovers an
   * account could be in it: only a second human being makes one into somebody who decides (I1, I18).
   */
  private async assertAnothers(
    tx: Tx,
    oneself: Person,
    accounts: readonly string[],
    refusal: () => DomainError,
  ): Promise<void> {
    for (const account of accounts) {
      const other = await this.directory.person(tx, account);
      if (humanOf(other) === humanOf(oneself)) throw refusal();
    }
  }
}
