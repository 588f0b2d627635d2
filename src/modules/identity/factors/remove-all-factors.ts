import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { CredentialRepository } from '../passwords/credential.repository';
import { SettleNewCredential } from '../passwords/settle-new-credential';
import { EnrolmentRepository } from './enrolment.repository';
import { factorsRemovedByAnother } from './factor-events';
import { HoldPrivileges } from './hold-privileges';
import { PasskeyRepository } from './passkey.repository';
import { RecoveryCodeRepository } from './recovery-code.repository';

/** Whatever somebody has as a second factor, taken by an administrator because it was lost. The rule begins anew. */
@Injectable()
export class RemoveAllFactors {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly passkeys: PasskeyRepository,
    private readonly recoveryCodes: RecoveryCodeRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly settle: SettleNewCredential,
    private readonly holds: HoldPrivileges,
  ) {}

  /** How many there were; with none, nothing was recovered and nothing is held. `removedBy`: an administrator. */
  async run(tx: Tx, personId: string, removedBy?: string): Promise<number> {
    await this.enrolments.lockPerson(tx, personId);
    const authenticators = (await this.credentials.removeTotpFactor(tx, personId)) ? 1 : 0;
    const count = authenticators + (await this.passkeys.removeAllOf(tx, personId));
    await this.recoveryCodes.removeAllOf(tx, personId);
    await this.enrolments.removeAllOf(tx, personId);
    if (count === 0) return 0;
    tx.record(factorsRemovedByAnother(personId, count));
    await this.settle.run(tx, personId, 'second-factor');
    await this.holds.begin(tx, personId, { cause: 'recovery', begunBy: removedBy });
    return count;
  }
}
