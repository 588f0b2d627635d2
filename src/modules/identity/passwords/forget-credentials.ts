import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { CredentialRepository } from './credential.repository';
import { EnrolmentRepository } from '../factors/enrolment.repository';
import { PasskeyRepository } from '../factors/passkey.repository';
import { RecoveryCodeRepository } from '../factors/recovery-code.repository';
import { credentialsForgotten } from '../identity-events';
import { LinkedIdentities } from '../single-sign-on/linked-identity.repository';

type Forget = (tx: Tx, personId: string) => Promise<void>;

/**
 * Takes away everything that somebody proved themselves with. For a name that comes back after its holder has left: the next
 * one is often another human being, who must not be let in by what the first one knew.
 */
@Injectable()
export class ForgetCredentials {
  private readonly observers: Forget[] = [];

  constructor(
    private readonly credentials: CredentialRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly recoveryCodes: RecoveryCodeRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly identities: LinkedIdentities,
  ) {}

  /** What else tells who somebody is, and is kept by those who know of identity without being known by it. */
  whenForgotten(forget: Forget): void {
    this.observers.push(forget);
  }

  async of(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM password_credential WHERE person_id = $1', [personId]);
    // Nor may they learn by trial what the passwords of the one before were.
    await tx.query('DELETE FROM password_history WHERE person_id = $1', [personId]);
    // A link that was mailed to the one before must not set the password of the next.
    await tx.query('DELETE FROM account_link WHERE person_id = $1', [personId]);
    await this.credentials.removeTotpFactor(tx, personId);
    await this.passkeys.removeAllOf(tx, personId);
    await this.recoveryCodes.removeAllOf(tx, personId);
    await this.enrolments.removeAllOf(tx, personId);
    await this.identities.unlinkAllOf(tx, personId);
    for (const forget of this.observers) await forget(tx, personId);
    tx.record(credentialsForgotten(personId));
  }
}
