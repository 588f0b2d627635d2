import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { hashToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { recoveryCodeSuffices } from '../domain/factor-rules';
import { RECOVERY_CODE_LENGTH, typedCode } from '../domain/spoken-code';
import { recoveryCodeUsed } from './factor-events';
import type { Checked } from './factor-proof';
import { recoveryCodeNotEnough, wrongRecoveryCode } from './factor-refusals';
import { HoldPrivileges } from './hold-privileges';
import { RecoveryCodeRepository } from './recovery-code.repository';

/** Takes one of somebody's recovery codes once, and holds their privileged use: whoever has it may have found it. */
@Injectable()
export class TakeRecoveryCode {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly codes: RecoveryCodeRepository,
    private readonly holds: HoldPrivileges,
  ) {}

  async check(personId: string, code: Redacted<string>, action: string | undefined): Promise<Checked> {
    if (action !== undefined && !recoveryCodeSuffices(action)) {
      return { refused: { reason: 'recovery-code-not-enough', answer: recoveryCodeNotEnough() } };
    }
    const typed = typedCode(code.reveal(), RECOVERY_CODE_LENGTH);
    const hash = hashToken(typed ?? '');
    const wrong = { reason: 'wrong-recovery-code', answer: wrongRecoveryCode() } as const;
    if (!typed || !(await this.codes.isUnused(this.uow.reader, personId, hash))) return { refused: wrong };
    return {
      use: async (tx) => {
        if (!(await this.codes.use(tx, personId, hash))) return wrong;
        const { left } = await this.codes.of(tx, personId);
        tx.record(recoveryCodeUsed(personId, left));
        await this.holds.begin(tx, personId, { cause: 'recovery' });
        return undefined;
      },
    };
  }
}
