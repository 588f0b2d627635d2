import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import type { Person } from '../../directory';
import { invitationAccepted } from '../accounts/account-events';
import { AccountLinks } from '../accounts/account-links';
import { accountLinkedMail } from '../accounts/account-mail';
import { asPerson, type Caller } from '../caller';
import { CredentialRepository } from '../passwords/credential.repository';
import type { PriorSession } from '../sessions/web-session';
import type { IdentityProvider } from './identity-provider';
import { LinkedIdentities } from './linked-identity.repository';
import { OpenVouchedSession, type Vouched } from './open-vouched-session';
import { identityLinked, linkingRefused } from './single-sign-on-events';
import { signInToLink } from './single-sign-on-refusals';

const NOTICE_LASTS = 7 * DAY;

/** Redeems an invitation with an account at an identity provider instead of a password: from then on it opens the person's. */
@Injectable()
export class LinkAccount {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: AccountLinks,
    private readonly identities: LinkedIdentities,
    private readonly credentials: CredentialRepository,
    private readonly opening: OpenVouchedSession,
    private readonly outbox: MailOutbox,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /**
   * `invitation`: its token. Throws `identity.link_over`, and `identity.sign_in_to_link` and `identity.already_linked`, which
   * leave the invitation good.
   */
  async run(caller: Caller, invitation: string, vouched: Omit<Vouched, 'person'>): Promise<Redacted<string>> {
    const { link, person } = await this.links.open(caller, 'invitation', invitation);
    const token = await this.uow.run(asPerson(caller, person.id), async (tx) => {
      if (!(await this.mayLink(tx, person, vouched.prior))) {
        tx.record(linkingRefused(person.id, vouched.provider));
        return undefined;
      }
      await this.links.use(tx, link);
      await this.identities.link(tx, person.id, vouched.answer);
      tx.record(invitationAccepted(person.id, link.id));
      tx.record(identityLinked(person.id, vouched.provider));
      await this.tell(tx, person, vouched.provider);
      return this.opening.run(tx, caller, { ...vouched, person });
    });
    if (!token) throw signInToLink(person);
    return token;
  }

  /**
   * An invitation shows that an administrator made it, not who opens it. Somebody who has a second factor has to be signed
   * in with it, or whoever hands over an invitation could link an account of their own and be that person from then on.
   */
  private async mayLink(tx: Tx, { id }: Person, prior: PriorSession | undefined): Promise<boolean> {
    if (prior?.personId === id && prior.state === 'signed-in') return true;
    return !(await this.credentials.hasSecondFactor(tx, id));
  }

  private async tell(tx: Tx, person: Person, provider: IdentityProvider): Promise<void> {
    if (!this.outbox.delivers) return;
    await this.outbox.post(tx, {
      kind: 'account-linked',
      personId: person.id,
      to: person.email,
      message: accountLinkedMail(person, provider.name, this.environment.publicUrl, tx.now),
      notAfter: new Date(tx.now.getTime() + NOTICE_LASTS),
    });
  }
}
