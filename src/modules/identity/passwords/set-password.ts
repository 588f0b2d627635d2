import { Inject, Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Tx } from '../../../platform/database/unit-of-work';
import { CredentialRepository } from './credential.repository';
import { assertPasswordAllowed } from '../domain/password-rules';
import { passwordSet } from '../identity-events';
import { PasswordHasher } from './password-hasher';
import { SettleNewCredential } from './settle-new-credential';

@Injectable()
export class SetPassword {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly settle: SettleNewCredential,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /**
   * A password that nobody chose: made by a program, handed over in person. Ends every session of the person. Throws `identity.password_too_short` or `identity.password_not_possible`.
   */
  async run(tx: Tx, personId: string, password: Redacted<string>): Promise<void> {
    assertPasswordAllowed(password.reveal(), await this.credentials.hasSecondFactor(tx, personId));
    await this.save(tx, personId, await this.hasher.hash(password));
    tx.record(passwordSet(personId));
    await this.settle.run(tx, personId, 'password');
  }

  private save(tx: Tx, personId: string, hash: string): Promise<void> {
    // The present one counts as one of those that may not come again.
    return this.credentials.savePassword(tx, personId, hash, this.environment.passwords.history - 1);
  }
}
