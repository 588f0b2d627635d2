import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { CredentialRepository } from '../passwords/credential.repository';
import { IdentityKeys } from '../identity-keys';
import { codeAlreadyUsed, noSecondFactor, wrongCode } from '../refusals';
import { matchingStep } from './totp';
import type { Checked } from './factor-proof';

/** Takes the code of an authenticator app once. */
@Injectable()
export class TakeTotpCode {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly credentials: CredentialRepository,
    private readonly keys: IdentityKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async check(personId: string, code: string): Promise<Checked> {
    const factor = await this.credentials.totpFactor(this.uow.reader, personId);
    if (!factor) return { refused: { reason: 'none-enrolled', answer: noSecondFactor() } };
    const step = matchingStep(this.keys.openSeed(personId, factor.sealedSeed), code, this.clock.now());
    if (step === undefined) return { refused: { reason: 'wrong-code', answer: wrongCode() } };
    return {
      use: async (tx) =>
        (await this.credentials.useTotpStep(tx, personId, factor, step))
          ? undefined
          : { reason: 'code-already-used', answer: codeAlreadyUsed() },
    };
  }
}
