import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository } from '../../directory';
import { AddressLimit } from '../sign-in/address-limit';
import { asNobody, type Caller } from '../caller';
import { normalName } from '../domain/sign-in-name';
import { IdentityKeys } from '../identity-keys';
import { noMail } from '../refusals';
import { resetAsked } from './account-events';
import { SEND_PASSWORD_RESET } from './send-password-reset.job';

/**
 * Somebody who says that they forgot their password. Whether there is such a person, and whether a message goes out, is
 * decided later and by a job: here every name costs the same questions, the same event and the same job.
 */
@Injectable()
export class AskPasswordReset {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly keys: IdentityKeys,
    private readonly limit: AddressLimit,
    private readonly outbox: MailOutbox,
  ) {}

  async run(caller: Caller, typed: string): Promise<void> {
    if (!this.outbox.delivers) throw noMail();
    await this.limit.spend(caller);
    const name = normalName(typed);
    const person = await this.directory.findByName(this.uow.reader, name);
    const subject = person ? { personId: person.id } : { unknownName: this.keys.nameHash(name) };
    await this.uow.run(asNobody(caller), async (tx) => {
      tx.record(resetAsked(subject));
      const key = `${SEND_PASSWORD_RESET} ${person?.id ?? this.keys.nameHash(name)}`;
      await tx.enqueue(SEND_PASSWORD_RESET, { personId: person?.id ?? null }, { key });
    });
  }
}
