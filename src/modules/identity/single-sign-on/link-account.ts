import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { invitationAccepted } from '../accounts/account-events';
import { AccountLinks } from '../accounts/account-links';
import { asPerson, type Caller } from '../caller';
import { LinkedIdentities } from './linked-identity.repository';
import { OpenVouchedSession, type Vouched } from './open-vouched-session';
import { identityLinked } from './single-sign-on-events';

/** Redeems an invitation with an account at an identity provider instead of a password: from then on it opens the person's. */
@Injectable()
export class LinkAccount {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: AccountLinks,
    private readonly identities: LinkedIdentities,
    private readonly opening: OpenVouchedSession,
  ) {}

  /** `invitation`: its token. Throws `identity.link_over`, and `identity.already_linked`, which leaves the invitation good. */
  async run(caller: Caller, invitation: string, vouched: Omit<Vouched, 'person'>): Promise<Redacted<string>> {
    const { link, person } = await this.links.open(caller, 'invitation', invitation);
    return this.uow.run(asPerson(caller, person.id), async (tx) => {
      await this.links.use(tx, link);
      await this.identities.link(tx, person.id, vouched.answer);
      tx.record(invitationAccepted(person.id, link.id));
      tx.record(identityLinked(person.id, vouched.provider));
      return this.opening.run(tx, caller, { ...vouched, person });
    });
  }
}
