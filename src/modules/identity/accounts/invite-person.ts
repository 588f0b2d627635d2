import { Inject, Injectable } from '@nestjs/common';
import { conflict, HOUR } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository, type Person } from '../../directory';
import { EnrolmentRepository } from '../factors/enrolment.repository';
import { CredentialRepository } from '../passwords/credential.repository';
import { noMail } from '../refusals';
import { StepUpService } from '../step-up/step-up.service';
import { invited } from './account-events';
import type { Delivery } from './account-link.repository';
import { AccountLinks, type MadeLink } from './account-links';
import { invitationMail } from './account-mail';
import { IdentityProviderRepository } from '../single-sign-on/identity-provider.repository';

export const INVITE = 'people.invite';

/** What the second factor of an invitation covers: who it is for, and where it goes. */
export const invitationDigest = ({ id, name, email }: Person, delivery: Delivery): string =>
  digestOf({ action: INVITE, personId: id, name, email, delivery });

export interface Invitation {
  readonly personId: string;
  readonly delivery: Delivery;
  readonly stepUpToken: string | undefined;
}

/** Lets somebody who is in the directory choose a first password, or link an account at an identity provider. */
@Injectable()
export class InvitePerson {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly catalog: CatalogRepository,
    private readonly credentials: CredentialRepository,
    private readonly providers: IdentityProviderRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly links: AccountLinks,
    private readonly outbox: MailOutbox,
    private readonly stepUps: StepUpService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** An earlier invitation of the person is void from here on. */
  run(
    actor: Actor,
    principal: Principal,
    { personId, delivery, stepUpToken }: Invitation,
  ): Promise<MadeLink> {
    if (delivery === 'mail' && !this.outbox.delivers) throw noMail();
    return this.uow.run(actor, async (tx) => {
      const person = await this.directory.person(tx, personId);
      await this.enrolments.lockPerson(tx, person.id);
      await this.assertInvitable(tx, person);
      await this.stepUps.consume(tx, principal, stepUpToken, {
        action: INVITE,
        subjectId: person.id,
        digest: invitationDigest(person, delivery),
        maxAgeSeconds: 300,
        // Whoever hands over an invitation could redeem it: that way around a hold is closed.
        privileged: true,
      });
      const lasts = this.environment.passwords.invitationHours * HOUR;
      const maker = { personId: principal.personId, delivery };
      const link = await this.links.make(tx, 'invitation', person.id, lasts, maker);
      // Or a code issued a minute before would vouch for whoever redeems this.
      if (delivery === 'hand-over') await this.enrolments.voidCode(tx, person.id);
      tx.record(invited(person.id, link.id, { expiresAt: link.expiresAt, delivery }));
      if (delivery === 'mail') await this.send(tx, person, principal, link);
      return link;
    });
  }

  private async assertInvitable(tx: Tx, { id, name, status }: Person): Promise<void> {
    if (status !== 'active') {
      throw conflict(
        'identity.person_not_active',
        `${name} is not active, and nobody who is not can sign in.`,
      );
    }
    // An account at an identity provider is linked by an invitation too, whoever has a password or not.
    if ((await this.providers.offered(tx)).length > 0) return;
    if (await this.credentials.password(tx, id)) {
      throw conflict(
        'identity.has_password',
        `${name} has a password already. Whoever forgot theirs asks for a new one on the sign-in page.`,
      );
    }
  }

  private async send(tx: Tx, person: Person, { name }: Principal, link: MadeLink): Promise<void> {
    const organisation = await this.catalog.organisation(tx);
    await this.outbox.post(tx, {
      kind: 'invitation',
      personId: person.id,
      to: person.email,
      message: invitationMail(person, name, organisation?.name ?? 'your organisation', link),
      notAfter: link.expiresAt,
    });
  }
}
