import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork, type Tx } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { CredentialRepository } from '../passwords/credential.repository';
import { EndSessions } from '../sessions/end-sessions';
import { RecordRefusedAccess } from '../record-refused-access';
import { onlyWayIn } from '../refusals';
import { LinkedAccounts } from '../single-sign-on/linked-accounts';
import { StepUpService } from '../step-up/step-up.service';
import { EnrolmentRepository } from './enrolment.repository';
import { removeFactorDemand } from './factor-digests';
import { type EnrolledFactor, factorRemoved, passkeyRenamed } from './factor-events';
import { lastFactorNeeded, unknownFactor } from './factor-refusals';
import { type Passkey, PasskeyRepository } from './passkey.repository';
import { RecoveryCodeRepository } from './recovery-code.repository';
import { mustHaveSecondFactor } from './second-factor-duty';

/** What an authenticator is called in a list beside passkeys: there is one for each person. */
export const AUTHENTICATOR_NAME = 'Authenticator app';

/** A factor that its owner changes or gives up. */
@Injectable()
export class RemoveFactor {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly recoveryCodes: RecoveryCodeRepository,
    private readonly waysIn: LinkedAccounts,
    private readonly enrolments: EnrolmentRepository,
    private readonly sessions: EndSessions,
    private readonly stepUps: StepUpService,
    private readonly refused: RecordRefusedAccess,
  ) {}

  async passkey(
    actor: Actor,
    principal: Principal,
    id: string,
    stepUpToken: string | undefined,
  ): Promise<void> {
    const { name } = await this.own(actor, principal, id, 'remove');
    await this.remove(actor, principal, stepUpToken, { kind: 'passkey', id, name }, (tx) =>
      this.passkeys.remove(tx, id),
    );
  }

  async authenticator(actor: Actor, principal: Principal, stepUpToken: string | undefined): Promise<void> {
    const factor = { kind: 'totp', id: principal.personId, name: AUTHENTICATOR_NAME } as const;
    await this.remove(actor, principal, stepUpToken, factor, (tx) =>
      this.credentials.removeTotpFactor(tx, principal.personId),
    );
  }

  async rename(actor: Actor, principal: Principal, id: string, name: string): Promise<void> {
    await this.own(actor, principal, id, 'rename');
    await this.uow.run(actor, async (tx) => {
      await this.passkeys.rename(tx, id, name);
      tx.record(passkeyRenamed(principal.personId, id, name));
    });
  }

  /** Somebody else's answers as if it did not exist, and is put on record. */
  private async own(actor: Actor, { personId }: Principal, id: string, attempt: string): Promise<Passkey> {
    const found = await this.passkeys.byId(this.uow.reader, id);
    if (found?.personId === personId) return found;
    if (found) await this.refused.run(actor, { kind: 'passkey', id }, attempt);
    throw unknownFactor();
  }

  private remove(
    actor: Actor,
    principal: Principal,
    stepUpToken: string | undefined,
    factor: EnrolledFactor & { readonly id: string; readonly name: string },
    drop: (tx: Tx) => Promise<boolean>,
  ): Promise<void> {
    const { personId, credential } = principal;
    return this.uow.run(actor, async (tx) => {
      await this.enrolments.lockPerson(tx, personId);
      await this.stepUps.consume(tx, principal, stepUpToken, removeFactorDemand(personId, factor));
      if (!(await drop(tx))) throw unknownFactor();
      if (!(await this.waysIn.canSignIn(tx, personId))) throw onlyWayIn();
      await this.assertNotTheLast(tx, principal);
      tx.record(factorRemoved(personId, factor));
      await this.sessions.allOf(tx, personId, 'credential-changed', credential.id);
    });
  }

  private async assertNotTheLast(tx: Tx, { personId, jobRoles }: Principal): Promise<void> {
    if (await this.credentials.hasSecondFactor(tx, personId)) return;
    if (await mustHaveSecondFactor(tx, personId, jobRoles, tx.now)) throw lastFactorNeeded();
    // Nothing is left that they could stand in for.
    await this.recoveryCodes.removeAllOf(tx, personId);
  }
}
