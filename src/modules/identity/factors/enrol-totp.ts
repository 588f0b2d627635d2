import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { CredentialRepository } from '../passwords/credential.repository';
import { factorEnrolled } from './factor-events';
import { IdentityKeys } from '../identity-keys';
import { SettleNewCredential } from '../passwords/settle-new-credential';
import { newSeed, otpauthUri } from './totp';

export interface TotpEnrolment {
  /** Base 32. */
  readonly seed: Redacted<string>;
  /** For the QR code. */
  readonly otpauthUri: Redacted<string>;
}

@Injectable()
export class EnrolTotp {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly keys: IdentityKeys,
    private readonly settle: SettleNewCredential,
  ) {}

  /**
   * By an administrator at the command line, who vouches for it. Replaces the authenticator that the person had and ends
   * every session of theirs. `seed` is given where it is known beforehand: the demonstration, tests.
   */
  async run(tx: Tx, personId: string, seed: Redacted<string> = newSeed()): Promise<TotpEnrolment> {
    const { handle } = await this.directory.person(tx, personId);
    await this.credentials.saveTotpFactor(tx, personId, this.keys.sealSeed(personId, seed));
    tx.record(factorEnrolled(personId, { kind: 'totp' }, 'command-line'));
    await this.settle.run(tx, personId, 'second-factor');
    return { seed, otpauthUri: otpauthUri(seed, handle) };
  }
}
