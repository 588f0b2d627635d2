import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { asPerson, type Caller } from '../caller';
import { PasswordHasher } from '../passwords/password-hasher';
import { passwordReset } from './account-events';
import { AccountLinks } from './account-links';
import { PasswordChoice } from './password-choice';

/**
 * A new password for whoever reads the person's mail. It opens no session and touches no second factor: a mailbox in other
 * hands is worth one factor and no more.
 */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: AccountLinks,
    private readonly hasher: PasswordHasher,
    private readonly choice: PasswordChoice,
  ) {}

  async run(caller: Caller, token: string, chosen: Redacted<string>): Promise<void> {
    const { link, person } = await this.links.open(caller, 'password-reset', token);
    await this.hasher.inTurn(async () => {
      const checked = await this.choice.check(person, chosen);
      await this.uow.run(asPerson(caller, person.id), async (tx) => {
        await this.links.use(tx, link);
        tx.record(passwordReset(person.id, link.id));
        await this.choice.save(tx, person, checked);
      });
    });
  }
}
