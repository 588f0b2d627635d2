import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../../directory';
import { asNobody, asPerson, type Caller } from '../caller';
import { signInRefused } from '../identity-events';
import { IdentityKeys } from '../identity-keys';
import type { ProviderAnswer } from './domain/provider-answer';
import { LinkedIdentities } from './linked-identity.repository';
import { OpenVouchedSession, type Vouched } from './open-vouched-session';
import { unknownAccount } from './single-sign-on-events';
import { accountNotLinked } from './single-sign-on-refusals';

/** Signs the person in to whom an account at an identity provider is linked. */
@Injectable()
export class SignInWithAccount {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly identities: LinkedIdentities,
    private readonly directory: DirectoryRepository,
    private readonly keys: IdentityKeys,
    private readonly opening: OpenVouchedSession,
  ) {}

  async run(caller: Caller, vouched: Omit<Vouched, 'person'>): Promise<Redacted<string>> {
    const { provider, answer } = vouched;
    const person = await this.personOf(answer);
    if (!person) {
      const account = this.keys.nameHash(`${answer.issuer} ${answer.subject}`);
      await this.uow.record(asNobody(caller), unknownAccount(provider, account));
      throw accountNotLinked(provider);
    }
    if (person.status !== 'active') {
      await this.uow.record(asNobody(caller), signInRefused({ personId: person.id }, 'person-not-active'));
      throw accountNotLinked(provider);
    }
    return this.uow.run(asPerson(caller, person.id), async (tx) => {
      if (!(await this.identities.noteUse(tx, answer))) throw accountNotLinked(provider);
      return this.opening.run(tx, caller, { ...vouched, person });
    });
  }

  private async personOf(answer: ProviderAnswer): Promise<Person | undefined> {
    const personId = await this.identities.personOf(this.uow.reader, answer);
    return personId === undefined ? undefined : this.directory.person(this.uow.reader, personId);
  }
}
